#!/bin/bash
# check-readmes.sh - do the README files show what is true today?
#
# Question: is the code that they quote the code, and is what they say a lesson
# prints what it prints?
#
# Excerpts must equal their source. A transcript must have the outline of a
# telling here and now: headings, questions, and the first words of commands and
# of facts. On the machine that it names (.ci/run does it there), and as root, who
# can become each of those who told, all of it must agree, but for what
# transcript.sed evens out. readmes.sh ("make readmes") renews both.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# transcript README: what the block holds, without its fences.
transcript() {
    sed -n '/^<!-- transcript /,/^<!-- end -->/p' "$1" |
        awk '/^```/ { inside = !inside; next } inside'
}

# outline: of a transcript, what is the same on all machines: not where cgroups
# are, what the host is called, whose other containers run, which capabilities
# root lacks, or whether it has given the user a range of ids.
outline() {
    sed -Ef tests/transcript.sed | sed -nE 's/^(\$|Step|  ask:) .*/&/p
        /^Step .*: A range of ids/,/^$/d
        s/^  (same as|verify): +\$ (sudo )?([^ ]+).*/  \1: \3/p
        /^Lesson 0:/,$s/^  host:.*//            # it is about the machine
        /: +(all controllers|my own cgroup|I am in|the host name|lacking)\>/d
        /: +(memory|cpu|pids|view|amount|permission|runc|podman|docker)[,:]/d
        s/[0-9][0-9a-f]*/N/g
        s/^  (host|box|parent|child|outer|inner|orphan): +([a-zN -]+|.).*/  \1: \2/p' |
        uniq
}

# differ NAME OLD NEW: the first lines that differ are the reason.
agree() {
    if diff "$2" "$3" >"$work/diff"; then
        ok "$1"
    else
        not_ok "$1" "make readmes renews it; README <, today >:
$(grep '^[<>]' "$work/diff" | head -n 6)"
    fi
}

check_excerpts() { # LESSON README
    if tests/readmes.sh show "$2" >"$work/today" 2>"$work/why"; then
        agree "${1}_excerpts" "$2" "$work/today"
    else
        not_ok "${1}_excerpts" "$(cat "$work/why")"
    fi
}

check_transcript() { # LESSON README
    local status machine
    machine=$(sed -n 's/^<!-- transcript \([^ ]*\) -->/\1/p' "$2")
    transcript "$2" >"$work/old"
    if [ ! -s "$work/old" ]; then
        not_ok "${1}_transcript" "$2 has an empty transcript: make readmes"
        return
    fi
    tests/readmes.sh tell "$1" >"$work/new" 2>&1 </dev/null
    status=$?
    if [ "$(id -u)" != 0 ] && grep -q '^\$ sudo' "$work/new"; then
        skip "${1}_transcript" 'to tell it again needs root'
    elif [ $status -eq 77 ]; then
        skip "${1}_transcript" "it cannot be told here: $(sed -n 2p "$work/new")"
    elif [ $status -ne 0 ]; then
        not_ok "${1}_transcript" "it ended with status $status today:
$(tail -n 5 "$work/new")"
    elif [ "$machine:0" = "${LOAC_MACHINE:-none}:$(id -u)" ]; then
        sed -Ef tests/transcript.sed -i "$work/old" "$work/new"
        agree "${1}_transcript" "$work/old" "$work/new"
    else
        outline <"$work/old" >"$work/old.outline"
        outline <"$work/new" >"$work/new.outline"
        agree "${1}_transcript" "$work/old.outline" "$work/new.outline"
    fi
}

# row README: what the table of lessons in README.md must say about it.
row() {
    local minutes needs
    minutes=$(sed -nE 's/^\| minutes \| .*, ([0-9]+) to read \|$/\1/p' "$1")
    needs=$(sed -nE 's/^\| needs \| ([a-z]+).*/\1/p' "$1")
    echo "($1) | $minutes | $needs |"
}

for readme in lessons/*/README.md; do
    grep -qF "$(row "$readme")" README.md || echo "no row with $(row "$readme")"
done >"$work/rows"
must_be_silent the_table_of_lessons_is_right "$(cat "$work/rows")"

for readme in README.md lessons/*/README.md; do
    lesson=$(basename "$(dirname "$readme")")
    ! grep -q '^<!-- excerpt ' "$readme" || check_excerpts "$lesson" "$readme"
    ! grep -q '^<!-- transcript ' "$readme" ||
        check_transcript "$lesson" "$readme"
done

end_of_checks
