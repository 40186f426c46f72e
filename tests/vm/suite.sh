#!/bin/bash
# suite.sh [PATTERN...] - the guided suite in every machine ("make test-vm")
#
# Question: do all lessons do the same under the kernels that readers have?
#
# Runs inside.sh with the patterns in each machine, prints a heading and what it
# says, and at the end one line with all results. The lessons and tests
# must have been built.
#
# Environment, beside that of common.sh and machine.sh:
#   KERNELS          machines without systemd (default: "6.1 6.12"; may be "")
#   SYSTEMD          machines with it (default: "trixie"; may be "" or
#                    "bookworm trixie"; the first time needs root: image.sh)
#   LOAC_VM_TIMEOUT  seconds for each machine (default here: 7200)
#   V, LOAC_BUILD, LOAC_STRICT (default here: 1)
#                    are handed to tests/run.sh; LOAC_MACHINE is set for it
#                    (vm-6.1, vm-6.12, vm-systemd-trixie)
# Exit: 1 when tests failed in a machine; 77 when none failed and this host
# cannot make one of them; else 0.

set -eu
. "$(dirname "$0")/common.sh"

export LOAC_VM_TIMEOUT=${LOAC_VM_TIMEOUT:-7200}
results=
failed=0
impossible=0

# suite NAME COMMAND...: run it, and add its result to the table.
suite() {
    local result rc=0
    printf '\n=== %s ===\n' "$1"
    "${@:2}" || rc=$?
    case $rc in
        0) result=passed ;;
        77) result='cannot run here' impossible=77 ;;
        125) result='machine died' failed=1 ;;
        *) result=failed failed=1 ;;
    esac
    results+="${results:+, }$1: $result"
}

top=$(CDPATH='' cd "$here/../.." && pwd)
cd "$top"

# The runner's own settings go with it; all quoted: a pattern is not for bash.
# What is skipped there must be what tests/skips says, unless LOAC_STRICT is empty.
LOAC_STRICT=${LOAC_STRICT-1}
runner="tests/vm/inside.sh${*:+ ${*@Q}}"
for setting in V LOAC_BUILD LOAC_STRICT; do
    [ -z "${!setting:-}" ] || runner="$setting=${!setting@Q} $runner"
done

for kernel in ${KERNELS-6.1 6.12}; do
    suite "vm-$kernel" "$here/run.sh" -k "$kernel" "$runner"
done
for image in ${SYSTEMD-trixie}; do
    suite "vm-systemd-$image" "$here/systemd.sh" "$image" "$top" "$runner"
done

printf '\nmachines: %s\n' "${results:-none}"
[ $failed = 0 ] || exit 1
exit $impossible
