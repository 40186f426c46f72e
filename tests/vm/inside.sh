#!/bin/bash
# inside.sh [PATTERN...] - what suite.sh runs in each machine
#
# Question: do the lessons hold for root, for a plain user, and for one to whom
# systemd has given a cgroup, or AppArmor taken user namespaces away?
#
# tests/run.sh as root and as a plain user; under systemd, without PATTERN, also
# claims of its own. Environment: as tests/run.sh; LOAC_STRICT is for root.
# Exit: 0 all is well, 1 something failed.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh
build=${LOAC_BUILD:-build}

heading() {
    printf -- '--- %s\n' "$1"
}

# said STATUS PATTERN COMMAND...: it ended so, and one of its lines matches.
said() {
    local text status=0
    text=$("${@:3}" 2>&1) || status=$?
    if [ "$status" = "$1" ] && grep -qE -e "$2" <<<"$text"; then
        ok "${*:3}"
    else
        not_ok "${*:3}" "expected: status $1 and $2
seen:     status $status and $(tail -n 4 <<<"$text")"
    fi
}

# never PATTERN COMMAND...: no line of it matches.
never() {
    if "${@:2}" 2>&1 | grep -E -e "$1"; then
        not_ok "${*:2}" "it must never say: $1"
    else
        ok "${*:2} does not say $1"
    fi
}

delegated=(as_user systemd-run --quiet --user --scope -p Delegate=yes)
ubuntu=(as_user aa-exec -p loac-ubuntu-24.04 --)

# The second machine is small: what only looks at files and tools is tested in
# the others.
systemd=
if [ -d /run/systemd/system ] && [ $# = 0 ]; then
    systemd=yes
    set -- 'unit-*' '[0-9]*'
fi

heading 'as root'
tests/run.sh "$@" || wrong=$((wrong + 1))
heading 'as a plain user'
as_user tests/run.sh "$@" || wrong=$((wrong + 1))

if [ -n "$systemd" ]; then
    heading 'in a cgroup that systemd has delegated'
    said 0 '^done:' "${delegated[@]}" "$build/04-cgroup-memory" --pace=0
    said 0 '^done:' systemd-run --quiet --scope -p Delegate=yes \
        "$build/04-cgroup-memory" --pace=0
    said 77 'systemd-run --user --scope -p Delegate=yes' \
        as_user "$build/04-cgroup-memory"
fi
# Profiles can refuse user namespaces since Linux 6.7.
if [ "$systemd$LOAC_MACHINE" = yesvm-systemd-trixie ]; then
    heading 'under AppArmor as on Ubuntu 24.04'
    said 0 'AppArmor' "${ubuntu[@]}" "$build/00-your-machine" --pace=0
    said 77 'AppArmor' "${ubuntu[@]}" "$build/02-unshare"
    said 77 'sudo|make vm' "${ubuntu[@]}" "$build/02-unshare"
    never 'sysctl -w|=0|aa-disable|teardown|unshare -U' "${ubuntu[@]}" "$build/02-unshare"
    said 77 'cause: AppArmor' "${ubuntu[@]}" "$build/09-userns"
    said 125 'cause: AppArmor' "${ubuntu[@]}" "$build/09-userns" -- true
    said 125 '^09-userns: write\(/proc/[0-9]+/uid_map, .*\(EPERM\)$' \
        "${ubuntu[@]}" "$build/09-userns" -- true
    said 125 'cure:  the virtual machine: make vm' \
        "${ubuntu[@]}" "$build/09-userns" -- true
    never 'sysctl -w|=0|aa-disable|teardown' "${ubuntu[@]}" "$build/00-your-machine"
    # It gives root up first, so that sudo is no way.
    never 'sudo' "${ubuntu[@]}" "$build/09-userns"
fi
end_of_checks
