#!/bin/bash
# check-bench.sh - does make bench end, and say what it has found?
#
# Question: what is said where one of the others is installed and cannot run, and
# whether the goals are met?  Two rounds: the times themselves mean nothing here.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh

if [ "$EUID" != 0 ]; then
    skip the_bench_ends 'its cables need root'
    end_of_checks
fi

# Two programs that cannot do what they are for.
broken=$(mktemp -d)
trap 'rm -r "$broken"' EXIT
for program in bwrap podman; do
    printf '#!/bin/sh\necho cannot do that >&2; exit 1\n' >"$broken/$program"
    chmod +x "$broken/$program"
done

said=$(PATH=$broken:$PATH ROUNDS=2 MOST=2 timeout 120 tests/bench/bench.sh 2>&1)
must_be the_bench_ends 0 $?
must_say who_cannot_run_is_named \
    '^cannot run here: bubblewrap: cannot do that$' "$said"
must_say each_goal_has_a_verdict \
    '^(met|missed) .*floor: [0-9]+\.[0-9]+ times$' "$said"
must_say a_goal_without_figures_is_not_judged \
    '^not measured: .*bubblewrap$' "$said"
must_say more_containers_run_beside_it '^N = +2  ours .* ms ' "$said"
must_say the_kernels_part_is_told \
    '^floor +beside 2: [0-9]+\.[0-9]+ times$' "$said"
must_say the_curve_has_a_verdict \
    '^(met|missed) +flat: beside 2 .* beside 1: [0-9]+\.[0-9]+ times$' "$said"
end_of_checks
