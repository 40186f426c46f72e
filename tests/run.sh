#!/bin/bash
# run.sh [PATTERN...] - runs the test programs, never two at a time
#
# Question: do the lessons do what they say, and is nothing left behind?
#
# A program is build/tests/unit-NAME, build/tests/NN-topic or the script
# tests/check-NAME.sh; PATTERN chooses by name ('03*'). Prints one line for each
# program, and what it said if it failed. The last line is always
# "N passed, N failed, N skipped".
#
# Environment:
#   V=1               print what every program says
#   LOAC_BUILD        where the programs are (build)
#   LOAC_TIME_FACTOR  multiplies all time limits (1)
#   LOAC_MACHINE      a name of this machine for tests/skips, such as vm-6.1
#   LOAC_STRICT=1     a skip that tests/skips does not allow is a failure
# Exit: 0 no test failed, 1 some did, 2 wrong usage.
#
# Results are not read from cmocka's output, which differs between its
# versions (in the TAP of 1.1.5 a skip is "not ok"). Each program writes lines
# to the file LOAC_RESULTS, tests/support/suite.c: "plan TEST" for each test
# before the first, then "pass TEST", "fail TEST" or "skip TEST REASON". A test
# with a plan and no result (the program crashed) has failed.

set -u
export LC_ALL=C
export PATH=$PATH:/usr/sbin:/sbin   # capsh, for plain users
cd "$(dirname "$0")/.." || exit 2

build=$(realpath "${LOAC_BUILD:-build}") || exit 2
factor=${LOAC_TIME_FACTOR:-1}
limit=$(awk "BEGIN { print 300 * $factor }")    # seconds for a program
passed=0 failed=0 skips=() programs=()
child=

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'kill -TERM $child 2>/dev/null; wait; exit 130' INT
trap 'kill -TERM $child 2>/dev/null; wait; exit 143' TERM HUP

# ---- which programs ---------------------------------------------------------

# program_of NAME: its file; a compiled program must still have a source.
program_of() {
    if [ -x "tests/$1.sh" ]; then
        echo "tests/$1.sh"
    elif [ -x "$build/tests/$1" ] && [ -e "tests/$1.c" ]; then
        echo "$build/tests/$1"
    else
        false
    fi
}

# wanted NAME: there is such a program, chosen by a pattern, if there are any.
wanted() {
    local pattern
    program_of "$1" >/dev/null || return
    [ ${#patterns[@]} -gt 0 ] || return 0
    for pattern in "${patterns[@]}"; do
        # shellcheck disable=SC2053  # it is a pattern
        [[ $1 == $pattern ]] && return
    done
    return 1
}

patterns=("$@")
for path in "$build"/tests/unit-* tests/check-*.sh "$build"/tests/[0-9]*; do
    name=$(basename "$path" .sh)
    ! wanted "$name" || programs+=("$name")
done
if [ ${#programs[@]} -eq 0 ]; then
    echo "$0: no test program is called '$*' in $build/tests" >&2
    exit 2
fi

# ---- running one ------------------------------------------------------------

# needs_root NAME: asks the lesson with the number of the test, so that there is
# no second list.
needs_root() {
    local lesson
    for lesson in "$build/${1%%-*}"-*; do
        ! "$lesson" --help 2>/dev/null | grep -q '^needs: root' || return 0
    done
    return 1
}

# may_sudo: asks for a password at most once, and only a person.
may_sudo() {
    command -v sudo >/dev/null || return
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

# run_program NAME: its exit status. In the background, so that a signal to
# this script is taken at once. The program itself ends what it has started,
# on SIGTERM too, so timeout need not look after its group (--foreground).
run_program() {
    local as=() pass=("LOAC_RESULTS=$work/results" "LOAC_BUILD=$build"
        "LOAC_TIME_FACTOR=$factor") name
    for name in ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS TMPDIR; do
        [ -z "${!name:-}" ] || pass+=("$name=${!name}")
    done
    if [ "$EUID" != 0 ] && needs_root "$1" && may_sudo; then
        as=(sudo)
    fi
    : >"$work/results"
    "${as[@]}" env "${pass[@]}" timeout --foreground -k 10 "$limit" \
        "$(program_of "$1")" >"$work/output" 2>&1 </dev/null &
    child=$!
    wait "$child"
}

# ---- results ----------------------------------------------------------------

count() {
    grep -c "^$1 " "$work/results"
}

# explain STATUS: what cmocka cannot say, because it did not get that far.
explain() {
    case $1 in
        124 | 137) echo "stopped: it took more than $limit s" ;;
        *) echo "it ended with status $1" ;;
    esac
    awk '$1 == "plan" { plan[++count] = $2; next }
        { ended[$2] = 1 }
        END {
            for (i = 1; i <= count; i++)
                if (!(plan[i] in ended)) print "no result: " plan[i]
        }' "$work/results"
}

# judge NAME STATUS MICROSECONDS: adds up and prints.
judge() {
    local plan ok bad skip line unclear=no
    plan=$(count plan) ok=$(count pass) skip=$(count skip)
    bad=$((plan - ok - skip))
    # No test at all, killed, or a sanitizer's complaint at the very end.
    if [ "$plan" -eq 0 ] || [ "$2" -gt 1 ] ||
        { [ "$2" -eq 1 ] && [ "$bad" -eq 0 ]; }; then
        unclear=yes
        [ "$bad" -gt 0 ] || bad=1
    fi
    passed=$((passed + ok)) failed=$((failed + bad))
    while read -r line; do
        skips+=("$1/$line")
    done < <(sed -n 's/^skip //p' "$work/results")

    if [ "$bad" -gt 0 ] || [ -n "${V:-}" ]; then
        cat "$work/output"
        [ $unclear = no ] || explain "$2"
    fi
    printf '%-20s %3d passed, %d failed, %d skipped  %3d.%d s\n' \
        "$1" "$ok" "$bad" "$skip" $(($3 / 1000000)) $(($3 / 100000 % 10))
}

for program in "${programs[@]}"; do
    start=${EPOCHREALTIME/./}
    run_program "$program"
    judge "$program" $? $((${EPOCHREALTIME/./} - start))
done

# ---- skips ------------------------------------------------------------------

# machine_words: what this machine is called in tests/skips. All but the first are
# asked of the machine itself, so a test cannot be wrong about it.
machine_words() {
    echo any "${LOAC_MACHINE:-}"
    if grep -q ' - cgroup ' /proc/self/mountinfo; then echo v1; else echo v2; fi
    setpriv --reuid=65534 --regid=65534 --clear-groups \
        unshare --map-root-user --mount true 2>/dev/null || echo no-userns
    [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] || echo no-sweep
    [ -x "$build/aarch64/06-seccomp" ] || echo no-cross
    command -v chromium >/dev/null || echo no-browser
}

# allowed: the tests that tests/skips expects to be skipped here, and for "*" the
# reasons that any test may have.
allowed() {
    awk -v words="$(machine_words | xargs)" '
        BEGIN { for (i = split(words, word, " "); i; i--) here[word[i]] }
        /^[^#]/ && $1 in here {
            sub(/^[^ ]+ +/, "")
            if ($1 != "*") print $1
            else if (sub(/^[^ ]+ +/, "")) print "* " $0
        }
    ' tests/skips
}

# differ: lines of skips and of tests/skips that are not in both. A plain user
# skips what needs root, so only root can judge.
differ() {
    local skip test skipped=" ${skips[*]%% *} " here
    here=$(allowed)
    for skip in "${skips[@]}"; do
        grep -qxF -e "${skip%% *}" -e "* ${skip#* }" <<<"$here" ||
            echo "not in tests/skips: ${skip%% *}"
    done
    while read -r test; do
        [[ " ${programs[*]} " != *" ${test%%/*} "* ]] ||
            [[ $skipped == *" $test "* ]] ||
            echo "in tests/skips, but not skipped: $test"
    done < <(grep '^[^*]' <<<"$here")
}

if [ ${#skips[@]} -gt 0 ]; then
    echo "skipped:"
    printf '  %s\n' "${skips[@]/ /: }"
fi
if [ "$EUID" = 0 ]; then
    differ >"$work/differ"
    cat "$work/differ"
    if [ "${LOAC_STRICT:-}" = 1 ]; then
        failed=$((failed + $(wc -l <"$work/differ")))
    fi
fi
echo "$passed passed, $failed failed, ${#skips[@]} skipped"
[ "$failed" -eq 0 ]
