#!/bin/bash
# check-slides.sh - is all that the slides take from the lessons there?
#
# Question: could the slides be built, and would they show what is true today?
#
# Needs neither pandoc nor a browser: looks at the sources. That a transcript is
# what the lesson says today is asked by check-readmes.sh; how slides look in a
# browser, by slides.mjs ("make test-slides").

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh

if [ -n "${LOAC_MACHINE:-}" ]; then
    skip sources_of_the_slides 'no kernel decides it: it is tested outside'
    end_of_checks
fi

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# blocks KIND: the blocks of the deck that name it, without their braces.
blocks() {
    sed -n 's/^``` {\(.*\)}$/\1/p' slides/deck.md | grep -F "$1"
}

# value NAME BLOCK
value() {
    sed -n "s/.*\<$1=\([^ ]*\).*/\1/p" <<<"$2"
}

# Indented lines would be a block, too.
must_be_silent each_block_of_the_deck_is_taken_from_a_lesson "$(awk '
    /^```$/ { next }
    /^```/ && !/^``` \{(\.told lesson=[0-9]+ (step|ask)=[0-9]+( checks=yes)?|from=[^ ]+ anchor=[^ ]+|\.cast lesson=[0-9]+ steps="[^"]+"|\.typed)}$/
    /^    / && previous == ""
    { previous = $0 }' slides/deck.md)"

blocks 'from=' | while read -r block; do
    tests/readmes.sh excerpt "lessons/$(value from "$block")" \
        "$(value anchor "$block")"
done >/dev/null 2>"$work/missing"
must_be_silent every_piece_of_code_is_there "$(cat "$work/missing")"

cat >"$work/anchors.c" <<'END'
/* ANCHOR: empty */
/* ANCHOR_END: empty */
/* ANCHOR: open */
int open;
/* ANCHOR_END: turned */
int turned;
/* ANCHOR: turned */
int again;
END
for name in missing empty open turned; do
    ! tests/readmes.sh excerpt "$work/anchors.c" $name >/dev/null 2>&1 ||
        echo "it was taken: $name"
done >"$work/taken"
must_be_silent no_code_without_both_its_anchors "$(cat "$work/taken")"

blocks .told | while read -r block; do
    what=$(grep -oE 'step|ask' <<<"$block")
    slides/told.sh "$(value lesson "$block")" "$what" "$(value "$what" "$block")"
done >/dev/null 2>"$work/missing"
must_be_silent every_step_is_there "$(cat "$work/missing")"

# A cast, taken apart again, is the transcript; it stops once for each step, and
# at the end.
for lesson in lessons/*/README.md; do
    lesson=$(basename "$(dirname "$lesson")")
    case $lesson in 00-*) continue ;; esac
    grep -q "^\`\`\` {\.cast lesson=${lesson%%-*} " slides/deck.md ||
        echo "$lesson: the deck has no demo of it"
    slides/told.sh "$lesson" >"$work/told" 2>/dev/null || continue
    slides/told.sh "$lesson" cast >"$work/cast"
    sed -n '2,$s/^\[[0-9.]*, "o", "\(.*\)\\r\\n"\]$/\1/p' "$work/cast" |
        sed 's/\\\(.\)/\1/g' | diff "$work/told" - | head -n 4
    stops=$(grep -c '^\[[0-9.]*, "m", ' "$work/cast")
    steps=$(grep -c '^Step ' "$work/told")
    [ "$stops" = $((steps + 1)) ] || echo "$lesson: $steps steps, $stops stops"
done >"$work/casts"
must_be_silent a_cast_says_what_the_lesson_said "$(cat "$work/casts")"

# Who asks knows the answer, also where the lesson is shown live.
for lesson in $(blocks .cast | sed 's/.*lesson=\([0-9]*\).*/\1/'); do
    must=$(slides/told.sh "$lesson" asks | wc -l)
    there=$(awk -v cast="lesson=$lesson " '
        /^## / { demo = 0 }
        /^``` \{\.cast / && index($0, cast) { demo = 1 }
        demo { count += gsub(/Wrong:/, "") }
        END { print count + 0 }' slides/deck.md)
    [ "$must" = "$there" ] || echo "lesson $lesson: $must questions, $there answers"
done >"$work/asks"
must_be_silent each_demo_has_an_answer_to_each_question "$(cat "$work/asks")"

# A number that the transcript calls a process is another one at the reader's.
for lesson in lessons/*/README.md; do
    lesson=$(basename "$(dirname "$lesson")")
    slides/told.sh "$lesson" 2>/dev/null |
        grep -oE '(pid |/proc/|-t |loac|loacbr)[0-9]{2,}' | grep -oE '[0-9]+$' |
        sort -u >"$work/pids"
    slides/told.sh "$lesson" same-as | grep -oE '(loac(br)?|\<)[0-9]+\>' |
        grep -xE "(loac(br)?)?($(paste -sd'|' "$work/pids"))" |
        sed "s/^/$lesson: /"
done >"$work/pids-left"
must_be_silent the_cheat_sheet_kills_nobody "$(cat "$work/pids-left")"

# One digit is enough, and the same lesson is meant by all.
for number in 0 1 3 11; do
    slides/told.sh $number | sed -n '2s/^Lesson \([0-9]*\):.*/\1/p'
done >"$work/numbers"
for number in '' 1x '0[0-9]' 9999; do
    ! slides/told.sh "$number" >/dev/null 2>&1 || echo "it was taken: $number"
done >>"$work/numbers"
must_be a_number_names_one_lesson '0 1 3 11' "$(paste -sd' ' "$work/numbers")"

# Left to right is first to last. A pid namespace, 8, is a view from birth on.
must_be the_picture_has_the_order_of_the_code \
    "$(sed -n '/\[BIRTH\]/,/ANCHOR_END/s/.*{ \([2-79]\),.*/\1/p' \
        lessons/10-container/timeline.c | awk '!seen[$1]++' | paste -sd' ')" \
    "$(sed -n 's/.*<text x="\([0-9]*\)".*>\([2-9]\) [a-z]*<.*/\1 \2/p' \
        slides/diagrams/life.svg | sort -n | sed '/ 8$/d; s/.* //' | paste -sd' ')"

for svg in slides/diagrams/*.svg; do
    grep -q '<title>[^<]' "$svg" || echo "$svg: no title"
    grep -q '<desc>[^<]' "$svg" || echo "$svg: no desc"
    ! grep -E '<(style|script|image|use)|href|font-size="1?[0-9]"' "$svg" ||
        echo "$svg: a style, a link, or letters below 20"
    grep -q "diagrams/${svg##*/}" slides/deck.md || echo "$svg: not in the deck"
done >"$work/drawings"
must_be_silent drawings_are_described_and_stand_alone "$(cat "$work/drawings")"

must_be_silent talks_of_30_60_120_minutes_leave_time_for_questions \
    "$(slides/minutes.sh 2>&1 >/dev/null)"
cat >"$work/deck.md" <<'END'
## Too many "steps" {.demo minutes="-/1/112.5"}
``` {.cast lesson=01 steps="-/4/4"}
END
must_be a_talk_with_too_much_is_refused \
    '60 minutes: "Too many "steps"": 4 steps in 1 minutes
120 minutes: at most 112, or nobody can ask' \
    "$(slides/minutes.sh "$work/deck.md" 2>&1 >/dev/null)"

must_be_silent nothing_comes_from_elsewhere "$(grep -nE \
    '(src|href)="?(https?:)?//|@import|url\(' slides/*.html slides/*.css)"

# The guide names no target that is not there.
make help | awk '{ print $2 }' | sort >"$work/targets"
must_be_silent the_guide_names_what_there_is "$(
    grep -oE '`make [a-z-]+' slides/README.md slides/deck.md |
        sed 's/.*make //' | sort -u | comm -23 - "$work/targets")"

end_of_checks
