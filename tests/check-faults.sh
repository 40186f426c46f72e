#!/bin/bash
# check-faults.sh - does make faults find what is wrong?
#
# Question: what does the campaign say about a program that does everything
# wrong (tests/faults/careless/careless.c)?  A campaign that finds nothing would
# say of every lesson that it is sound.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh

build=${LOAC_BUILD:-build}
careless=$build/tests/faults/careless/careless

if [ "$EUID" != 0 ]; then
    skip a_careless_program_is_found_out \
        'the private host of the campaign needs root'
    end_of_checks
fi

# In "make memcheck": the list of exceptions is in memory that is shared with the
# workers, where the sanitizer does not look for pointers.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}${ASAN_OPTIONS:+:}detect_leaks=0

# found MODE: what is said about it, one line for each kind of fault
found() {
    "$build/tests/faults/faults" --how=story --mode="$1" "$careless"
}

err=$(found err)
must_say a_hang_is_found 'HANG: eventfd2\(\) of the lesson' "$err"
must_say a_leak_is_found 'LEAK: openat\(/dev/null\).*name /run/careless' "$err"
must_say a_death_is_found 'DEADLY: pipe2?\(\).*SIGABRT' "$err"
must_say silence_about_a_failure_is_found 'NOMSG: memfd_create\(\)' "$err"
must_say an_odd_exit_status_is_found 'WRONGCODE: f?access.*status 3' "$err"
must_say an_ignored_fault_is_found 'SILENT: chdir\(/\) of a child' "$err"
must_say the_strace_command_is_told \
    'strace -e inject=openat:error=EMFILE:when=' "$err"
must_say an_ignored_signal_is_found 'SILENT: wait4' "$(found int)"
must_say what_a_kill_leaves_is_found 'LEAK: wait4.*name /run/careless' \
    "$(found kill)"

# The sanitizers make calls in a lesson's name and do not bear that one fails. A
# lesson that has them is stopped and killed, but none of its calls fails.
sound=$build/01-fork-wait
modes=(err int kill box)
! grep -q __asan_init "$sound" || modes=(int kill box)
for mode in "${modes[@]}"; do
    must_say "a_sound_lesson_is_sound_$mode" '^[1-9][0-9]* injections, 0 bad' \
        "$("$build/tests/faults/faults" --quick --how=check --mode="$mode" \
            "$sound")"
done
end_of_checks
