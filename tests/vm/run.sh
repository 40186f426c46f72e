#!/bin/bash
# run.sh [-k KERNEL] COMMAND... - run a shell command as root in a machine
#
# Question: does it also work under a stock kernel with cgroup v2 only?
#
#   tests/vm/run.sh uname -r
#   tests/vm/run.sh -k 6.12 'build/04-cgroup-memory; echo $?'
#
# KERNEL: 6.1 (default) or 6.12. The machine (machine.sh) has the whole file
# system of this host, read-only below a throw-away layer, and starts in the
# current folder. Needs no root here. About 4 s more than the command, which
# is emulated: build on the host. Both streams of the command come out on
# standard output, as they appear, byte by byte, so that
# "run.sh 'tar -c FOLDER' | tar -x" brings files home.
#
# Environment: see common.sh and machine.sh.
# Exit: as COMMAND; 125 the machine died or timed out; 77 this host cannot.

set -eu
. "$(dirname "$0")/machine.sh"

version=6.1
while getopts k: option; do
    case $option in
        k) version=$OPTARG ;;
        *) usage '[-k 6.1|6.12] COMMAND...' ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage '[-k 6.1|6.12] COMMAND...'

open_machine "vm-$version" "$version" "$PWD"
settings alone job "$*"
machine / -serial file:/dev/fd/3
run_machine
