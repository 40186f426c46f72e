#!/bin/bash
# told.sh LESSON [WHAT] - a lesson's captured output, or a part of it
#
# The one capture of a lesson is the transcript in its README: recorded in the
# machine of tests/vm by "make readmes", compared with a telling of today by
# "make test". Slides, casts and the cheat sheet take from it what they show.
#
#   told.sh 03            all of it
#   told.sh 03 steps      the headings of its steps
#   told.sh 03 step N     step N
#   told.sh 03 ask N      the step with the Nth question
#   told.sh 03 cast       a recording for asciinema (asciicast, version 2) that
#                         stops where --step would: at a marker, before the deed
#   told.sh 03 same-as    its shell commands, as a section in Markdown; PID
#                         and the like stand for what differs each time
#
# Exit: 0; 1 when there is no such lesson, transcript or step.

set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

readme=$(ls lessons/"$1"*/README.md 2>/dev/null) || {
    echo "told.sh: there is no lesson $1" >&2
    exit 1
}

told() {
    sed -n '/^<!-- transcript /,/^<!-- end -->/p' "$readme" |
        awk '/^```/ { inside = !inside; next }
             inside { print }
             inside && /^Step / { some = 1 }
             END { exit !some }' || {
        echo "$readme: no transcript: make readmes" >&2
        exit 1
    }
}

# step N: from its heading to the empty line or the line "deeper:" after it.
step() {
    told | awk -v number="$1" '
        /^Step / { inside = $2 == number; found = found || inside }
        /^$/ || /^[a-z]/ { inside = 0 }
        inside
        END { exit !found }' || {
        echo "$readme: the transcript has no such step: ${1:-no question}" >&2
        exit 1
    }
}

# ask N: the step with the Nth "ask:".
ask() {
    step "$(told | awk -v number="$1" '
        /^Step / { step = $2 }
        /^  ask: / && ++count == number { print step }')"
}

# Lines that a step says before its pause: heading, "same as:" and "ask:", and
# what continues them. The marker is before the first line of another kind, and
# before "done:".
cast() {
    printf '{"version": 2, "width": 80, "height": 20, "title": "%s"}\n' \
        "$(told | sed -n '2s/["\\]//g; 2p')"
    told | awk '
        /^Step / { paused = 0 }
        (/^  [^ ]/ && !/^  (same as|ask):/ && !paused) || /^done:/ {
            printf "[%.2f, \"m\", \"%s\"]\n", time += 0.02, heading
            paused = 1
        }
        /^Step / { heading = $1 " " $2 }
        !/^Step / && !heading { paused = 1 }
        {
            gsub(/\\/, "&&")
            gsub(/"/, "\\\"")
            printf "[%.2f, \"o\", \"%s\\r\\n\"]\n", time += 0.02, $0
        }'
}

# What differs each time gets the names that transcript.sed gives it.
same_as() {
    echo
    told | sed -n '2s/ - .*//; 2s/^/## /p'
    echo
    told | sed -En 's/loac-[0-9]+-[0-9]+/loac-PID-START/g; s|/proc/[0-9]+|/proc/PID|g
        s/( -t| netns| ps .*-p| kill -[A-Z]+) [0-9]{2,7}\>/\1 PID/g
        s/(no-such-thing.*) [0-9]+ [0-9]+$/\1 PID PID/
        s/echo [0-9]+( \| .*cgroup\.procs)$/echo PID\1/
        s/^  same as: \$/   /p'
}

case ${2:-all} in
    all) told ;;
    steps) told | grep '^Step ' ;;
    step) step "$3" ;;
    ask) ask "$3" ;;
    cast) cast ;;
    same-as) same_as ;;
    *) echo "told.sh: what is '$2'?" >&2; exit 1 ;;
esac
