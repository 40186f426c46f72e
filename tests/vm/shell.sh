#!/bin/bash
# shell.sh [-k KERNEL] - a root shell in a machine, on this terminal
#
# Question: where can I run the lessons as root without being root here?
#
# The machine of run.sh, with you in place of the command: your files are
# there, and whatever you change is forgotten. Start it in the project's
# folder. KERNEL: 6.1 (default) or 6.12.
#
# Environment: see common.sh and machine.sh (not LOAC_VM_TIMEOUT).
# Exit: 0; 125 when the machine does not start; 77 when this host cannot.

set -eu
. "$(dirname "$0")/machine.sh"

# The size of the terminal: a serial line does not tell it.
terminal_settings() {
    local size
    size=$(stty size)
    cat >>"$work/loac/environment" <<END
export TERM=$(printf %q "${TERM:-dumb}")
rows=${size% *} columns=${size#* }
END
}

close_terminal() {
    stty "$saved" 2>/dev/null || true       # the terminal may be gone
    close_machine
}

version=6.1
while getopts k: option; do
    case $option in
        k) version=$OPTARG ;;
        *) usage '[-k 6.1|6.12]' ;;
    esac
done
[ $OPTIND -gt $# ] || usage '[-k 6.1|6.12]'
if [ ! -t 0 ] || [ ! -t 1 ]; then
    echo "${0##*/}: needs a terminal; for one command use run.sh" >&2
    exit 2
fi

open_machine "vm-$version" "$version" "$PWD"
settings alone shell ''
terminal_settings

saved=$(stty -g)
trap close_terminal EXIT
echo "starting a small machine with Linux $(cat "$kernel/version"): about 5 s"

# mux: the keys Ctrl-A x end the machine when nothing else does. signal=off:
# Ctrl-C is for the shell inside.
machine / -chardev stdio,id=terminal,mux=on,signal=off -serial chardev:terminal
setpriv --pdeathsig TERM "${qemu[@]}"
[ -s "$work/status" ] || died 'did not start'
