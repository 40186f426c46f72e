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

# blocks KIND: the blocks of the deck that name it, without their braces. What is
# marked .later may be missing, and is not asked for.
blocks() {
    sed -n 's/^``` {\(.*\)}$/\1/p' slides/deck.md | grep -F "$1" | grep -v '\.later'
}

# value NAME BLOCK
value() {
    sed -n "s/.*\<$1=\([^ ]*\).*/\1/p" <<<"$2"
}

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
END
for name in missing empty open; do
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
    grep -q "^\`\`\` {\.cast .*lesson=${lesson%%-*}}" slides/deck.md ||
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

for svg in slides/diagrams/*.svg; do
    grep -q '<title>[^<]' "$svg" || echo "$svg: no title"
    grep -q '<desc>[^<]' "$svg" || echo "$svg: no desc"
    ! grep -E '<(style|script|image|use)|href|font-size="1?[0-9]"' "$svg" ||
        echo "$svg: a style, a link, or letters below 20"
    grep -q "diagrams/${svg##*/}" slides/deck.md || echo "$svg: not in the deck"
done >"$work/drawings"
must_be_silent drawings_are_described_and_stand_alone "$(cat "$work/drawings")"

# With the slides that still wait for their lesson.
must_be talks_of_30_60_120_minutes_are_not_longer '' "$(sed -n \
    's/^## .*minutes="\(.*\)"}$/\1/p' slides/deck.md | awk -F/ '
    { for (i = 1; i <= 3; i++) sum[i] += $i }
    END { for (i = 1; i <= 3; i++) if (sum[i] > 15 * 2 ^ i) print sum[i] }')"

must_be_silent nothing_comes_from_elsewhere "$(grep -nE \
    '(src|href)="?(https?:)?//|@import|url\(' slides/*.html slides/*.css)"

# The guide names no target that is not there.
make help | awk '{ print $2 }' | sort >"$work/targets"
must_be_silent the_guide_names_what_there_is "$(
    grep -oE '`make [a-z-]+' slides/README.md slides/deck.md |
        sed 's/.*make //' | sort -u | comm -23 - "$work/targets")"

end_of_checks
