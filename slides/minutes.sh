#!/bin/bash
# minutes.sh [DECK] - the minutes of the three talks: are they enough?
#
# Prints how many slides and minutes each talk has. A talk leaves 2, 4 or 8
# minutes for what is asked, and a demo has 20 seconds for each step that it
# shows: so much needs who lets the room guess, and reads aloud.
#
# Exit: 0; 1 when a talk or a demo has too much in it (it is said which).

set -eu
cd "$(dirname "$0")/.."

awk '
    function value(name) {          # of this line: name="30/60/120"
        match($0, name "=\"[^\"]*")
        return substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2)
    }
    BEGIN { split("30 60 120", talk); split("28 56 112", most) }
    /^## / {
        title = $0
        gsub(/^## | \{.*$/, "", title)
        split(value("minutes"), minutes, "/")
        for (i = 1; i <= 3; i++) {
            sum[i] += minutes[i]
            count[i] += minutes[i] != "-"
        }
    }
    /^``` \{\.cast / {
        split(value("steps"), steps, "/")
        for (i = 1; i <= 3; i++)
            if (steps[i] * 20 > minutes[i] * 60 || steps[i] + 0 < (minutes[i] > 0))
                wrong = wrong sprintf("%s minutes: \"%s\": %s steps in %s minutes\n",
                                      talk[i], title, steps[i], minutes[i])
    }
    END {
        for (i = 1; i <= 3; i++) {
            printf "  %3d minutes: %2d slides, %g minutes\n", talk[i], count[i], sum[i]
            if (sum[i] > most[i])
                wrong = wrong sprintf("%s minutes: at most %s, or nobody can ask\n",
                                      talk[i], most[i])
        }
        printf "%s", wrong >"/dev/stderr"
        exit wrong != ""
    }' "${1:-slides/deck.md}"
