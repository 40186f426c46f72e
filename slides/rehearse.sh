#!/bin/bash
# rehearse.sh [LESSON]... - every demo of the deck, as on stage, with nobody there
#
# Question: does the whole show run on this machine, and how long does it take?
#
# For each lesson: demo.sh on a screen of 80 columns and 30 rows. At each pause
# the verify lines are run in the shell below, by Enter, and must say what the
# lesson expects; then Enter above. Prints a timing sheet.
#
# Environment: PACE              seconds at each pause (1): your own speed
#              LOAC_BUILD        where the lessons are (build)
#              LOAC_TIME_FACTOR  multiplies all time limits (1)
# Says at the end whether the host is what it was before (host.sh): others may
# have changed it meanwhile, so that is not counted.
# Exit: 0; 1 when a demo fails, says another thing than it expects, or prints
# more between two pauses than the upper pane can show.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=slides/stage.sh
. slides/stage.sh
# shellcheck source=slides/lesson.sh
. slides/lesson.sh

pace=${PACE:-1}
limit=$((30 * ${LOAC_TIME_FACTOR:-1}))  # seconds for one step
failed=0

export LOAC_STAGE
LOAC_STAGE=$(mktemp -d) || exit 1
demo=
trap 'kill ${demo:-} 2>/dev/null; wait; rm -rf "$LOAC_STAGE"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

now() { echo "${EPOCHREALTIME/[.,]/}"; }
seconds() { printf '%d.%d' $(($1 / 1000000)) $(($1 / 100000 % 10)); }

# The last line above; below, how many prompts, and the last line.
last_above() { above | sed 's/ *$//; /^$/d' | tail -n 1; }
last_below() {
    below | awk '{ sub(/ +$/, "") } /^host\$/ { count++ } NF { last = $0 }
                 END { print count + 0, last }'
}

# until_seen PANE PATTERN: it shows that; sets seen.
until_seen() {
    local end=$((SECONDS + limit))
    while [ $SECONDS -le $end ]; do
        seen=$("$1" 2>/dev/null)
        [[ ! $seen =~ $2 ]] || return 0
        kill -0 "$demo" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}

complain() { # WHAT
    echo "$lesson: $1" >&2
    failed=$((failed + 1))
    wrong=yes
}

# verify_below: as many times Enter as there are checks. An answer is all from
# the prompt where Enter was typed to the next.
verify_below() {
    local command text prompts said
    while IFS=$'\t' read -r command text; do
        until_seen last_below '^[0-9]+ host\$$'
        prompts=${seen% *}
        stage send-keys -t :.1 Enter
        until_seen last_below "^$((prompts + 1)) host\\\$\$" ||
            complain "no answer to: $command"
        said=$(below | awk -v from="$prompts" '
            /^host\$/ { count++ } count >= from')
        [[ ${said#*$'\n'} == *"$text"* ]] ||
            complain "'$command' does not say '$text':"$'\n'"$said"
        verified=$((verified + 1))
    done < <(checks)
}

# tallest: the most rows that were printed between two pauses.
tallest() {
    stage capture-pane -p -S - -t :.0 | awk '
        { rows++ }
        /^\[([0-9]+ of [0-9]+|end)\] Enter/ { if (rows > most) most = rows; rows = 0 }
        END { print most + 0 }'
}

rehearse() { # LESSON
    local start begun deeds=0 steps=0 verified=0 rows=0 height wrong=''
    local next='1 of [0-9]+' prompt
    lesson=$(lesson_of "$1")
    slides/demo.sh --unseen "$1" 2>"$LOAC_STAGE/said" &
    demo=$!
    start=$(now) begun=$(now)
    while until_seen last_above "^\[($next)\] Enter|^\[over: "; do
        deeds=$((deeds + $(now) - begun))
        prompt=$seen
        [[ $prompt != '[over'* ]] || break
        [ $steps = 0 ] || verify_below
        rows=$(tallest)
        steps=$((steps + 1))
        next="$((steps + 1)) of [0-9]+|end"
        [[ $prompt != '[end]'* ]] || next='over'
        sleep "$pace"
        begun=$(now)
        stage send-keys -t :.0 Enter
    done
    [[ $seen == '[over: 0]'* ]] ||
        complain "it did not come to its end: $seen $(cat "$LOAC_STAGE/said")"
    height=$(stage display-message -p -t :.0 '#{pane_height}' 2>/dev/null)
    [ "$rows" -le "${height:-0}" ] ||
        complain "it prints $rows rows between two pauses, $height can be seen"
    stage send-keys -t :.0 Enter 2>/dev/null || kill "$demo" 2>/dev/null
    wait "$demo"
    demo=
    printf '%-18s %5d  %8d  %3d of %2d  %6s s  %6s s  %-9s  %s\n' "$lesson" \
        $((steps - 1)) $verified "$rows" "${height:-0}" "$(seconds $deeds)" \
        "$(seconds $(($(now) - start)))" "$(planned "${lesson%%-*}")" "${wrong:+FAILED}"
}

# planned LESSON: the minutes of its demo in the talks of 30, 60 and 120.
planned() {
    awk -v lesson="lesson=$1" '
        /^## / { sub(/.*minutes="/, ""); sub(/".*/, ""); minutes = $0 }
        /\.cast/ && index($0, lesson) { print minutes }' slides/deck.md
}

needs_root() { # LESSON...
    local each
    for each; do
        ! "${LOAC_BUILD:-build}/$(lesson_of "$each")" --help 2>/dev/null |
            grep -q '^needs: root' || return 0
    done
    return 1
}

if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046  # numbers
    set -- $(sed -n 's/^``` {\.cast lesson=\([0-9]*\) .*/\1/p' slides/deck.md)
fi
[ $# -gt 0 ] || { echo 'The deck has no demos.' >&2; exit 1; }
for each; do
    lesson_of "$each" >/dev/null || { echo "There is no lesson '$each'." >&2; exit 1; }
done

# On a screen that nobody sees sudo cannot ask for a password.
if [ "$EUID" != 0 ] && needs_root "$@" && ! sudo -n true 2>/dev/null; then
    rm -rf "$LOAC_STAGE"
    echo 'Some of these need root, so all of it runs as root:'
    exec sudo env PACE="$pace" LOAC_BUILD="${LOAC_BUILD:-build}" \
        slides/rehearse.sh "$@"
fi

slides/host.sh >"$LOAC_STAGE/before"
echo "A pause of $pace s before each step; its verify lines typed at the next."
echo 'demo               steps  verified  rows most  deeds     with all  minutes planned'
for number; do
    rehearse "$number"
done
if slides/host.sh | diff "$LOAC_STAGE/before" - >"$LOAC_STAGE/differ"; then
    echo 'The host is the same as before.'
else
    echo 'The host is not the same (<: before, >: now; the first lines):'
    grep '^[<>]' "$LOAC_STAGE/differ" | head -n 8
fi
[ $failed -eq 0 ] || echo "$failed failed"
[ $failed -eq 0 ]
