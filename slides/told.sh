#!/bin/bash
# told.sh LESSON [WHAT] - a lesson's captured output, or a part of it
#
# The one capture of a lesson is the transcript in its README: recorded in the
# machine of tests/vm by "make readmes", compared with a telling of today by
# check-readmes.sh. Slides, casts and the cheat sheet take from it what they show.
#
#   told.sh 03            all of it
#   told.sh 03 steps      the headings of its steps
#   told.sh 03 step N     step N
#   told.sh 03 ask N      the step with the Nth question
#   told.sh 03 asks       the numbers of the steps that ask
#   told.sh 03 cast       a recording for asciinema (asciicast, version 2) that
#                         stops where --step would: at a marker, before the deed
#   told.sh 03 same-as    its shell commands, as a section in Markdown; PID
#                         and the like stand for what differs each time
#
# Exit: 0; 1 when there is no such lesson, transcript or step.

set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
# shellcheck source=slides/lesson.sh
. slides/lesson.sh

lesson=$(lesson_of "${1:-}") || {
    echo "told.sh: there is no lesson '${1:-}'" >&2
    exit 1
}
readme=lessons/$lesson/README.md

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

asks() {
    told | awk '/^Step / { step = $2 } /^  ask: / { print step }'
}

# ask N: the step with the Nth "ask:".
ask() {
    step "$(asks | sed -n "$1p")"
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
    printf '\n``` {.commands}\n'
    told | sed -En 's/loac-[0-9]+-[0-9]+/loac-PID-START/g; s|/proc/[0-9]+|/proc/PID|g
        s/\<loac(br)?[0-9]+\>/loac\1PID/g
        s/( -t| netns| ps .*-p| kill( -[A-Z]+)?) [0-9]{2,7}\>/\1 PID/g
        s/(no-such-thing.*) [0-9]+ [0-9]+$/\1 PID PID/
        s/echo [0-9]+( \| .*cgroup\.procs)$/echo PID\1/
        s/^  same as: \$ //p'
    echo '```'
}

case ${2:-all} in
    all) told ;;
    steps) told | grep '^Step ' ;;
    step) step "$3" ;;
    ask) ask "$3" ;;
    asks) asks ;;
    cast) cast ;;
    same-as) same_as ;;
    *) echo "told.sh: what is '$2'?" >&2; exit 1 ;;
esac
