#!/bin/bash
# systemd.sh SUITE FOLDER [COMMAND...] - a command in a machine with systemd
#
# Question: what may a plain user do in a cgroup that systemd delegated?
#
#   tests/vm/systemd.sh trixie . as_user \
#       systemd-run --user --scope -p Delegate=yes build/04-cgroup-memory
#
# The second machine: a small Debian of its own (image.sh) under its own kernel
# (6.1 in bookworm, 6.12 in trixie), booted by systemd. FOLDER is all it sees
# of this host, under the same name, below a throw-away layer. COMMAND (default
# "bash run.sh") runs there as root. Programs are built on this host: its C
# library must not be newer than SUITE's. About 15 s more than the command.
# Inside:
#   as_user CMD...  what the shell of a logged-in plain user would do
#   aa-exec -p loac-ubuntu-24.04 -- CMD...
#                   under AppArmor as on Ubuntu (trixie only)
# Output, environment and exit status are those of run.sh.

set -eu
. "$(dirname "$0")/machine.sh"

suite=${1:-none}
if [ $# -lt 2 ] || [ -z "${kernel_of[$suite]:-}" ] || [ ! -d "$2" ]; then
    usage 'bookworm|trixie FOLDER [COMMAND...]'
fi
folder=$(CDPATH='' cd "$2" && pwd)
shift 2
[ $# -gt 0 ] || set -- bash run.sh

"$here/image.sh" "$suite"
open_machine "vm-systemd-$suite" "${kernel_of[$suite]}" "$folder"
settings systemd job "$*"
machine "$cache/image-$suite/root" -serial file:/dev/fd/3 \
    -virtfs "$(share folder "$folder")"
run_machine
