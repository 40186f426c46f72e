#!/bin/bash
# readmes.sh - transcripts and code excerpts in the README files, so that they
# are never older than what they show
#
#   readmes.sh write [README]...   renew them ("make readmes")
#   readmes.sh show README         on standard output, with the excerpts of today
#   readmes.sh tell LESSON         the transcript of a lesson, told here and now
#   readmes.sh excerpt FILE NAME   the lines between two anchors
#
# A README has blocks between two lines, and only what is between is renewed:
#
#   <!-- excerpt FILE NAME -->      the lines of FILE between the lines
#   <!-- end -->                    "ANCHOR: NAME" and "ANCHOR_END: NAME"
#
#   <!-- transcript MACHINE -->     what the lesson says on MACHINE; without a
#   <!-- end -->                    name it has not been told yet
#
# Transcripts are told in the machine of tests/vm (stock kernel, cgroup v2, as
# readers have), whatever this machine is. LOAC_BUILD: where the lessons are.
#
# Exit: 0; 1 when an excerpt or a transcript cannot be made (it is said why).

set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
build=${LOAC_BUILD:-build}

# ---- excerpts --------------------------------------------------------------

# excerpt FILE NAME: the lines between the anchors, without other anchors, and
# without the indentation that all of them share.
excerpt() {
    [ -r "$1" ] || { echo "no file $1" >&2; return 1; }
    awk -v name="$2" '
        function fail(why) {
            print FILENAME ": anchor " name " " why >"/dev/stderr"
            failed = 1; exit 1
        }
        $2 == "ANCHOR:" && $3 == name {
            if (opened++) fail("is there twice")
            inside = 1; next
        }
        $2 == "ANCHOR_END:" && $3 == name {
            if (!inside) fail("ends before it begins")
            inside = 0; next
        }
        $2 == "ANCHOR:" || $2 == "ANCHOR_END:" { next }
        inside {
            lines[++count] = $0
            match($0, /^ */)
            if ($0 != "" && (!shared || RLENGTH < indent)) {
                indent = RLENGTH; shared = 1
            }
        }
        END {
            if (failed) exit 1
            if (!opened) fail("is missing")
            if (inside) fail("is not closed")
            if (!shared) fail("is empty")
            for (i = 1; i <= count; i++) print substr(lines[i], indent + 1)
        }' "$1"
}

# ---- transcripts -----------------------------------------------------------

needs_root() { # LESSON
    "$build/$1" --help | grep -q '^needs: root'
}

# tell LESSON: as its reader runs it. Not a terminal, no colours, 72 columns;
# its parent is a shell called bash; where no root is needed a plain user, with
# the number that the first user of a machine has.
tell() {
    local who=() sudo=
    if needs_root "$1"; then
        sudo='sudo '
    elif [ "$(id -u)" = 0 ]; then
        who=(setpriv --reuid=1000 --regid=1000 --clear-groups)
        # root's home folder is closed to others
        "${who[@]}" test -x "$build/$1" || who=()
    fi
    echo "\$ ${sudo}build/$1"
    # shellcheck disable=SC2016  # that bash expands it
    env -i PATH="$PATH" HOME=/ LC_ALL=C TERM=dumb NO_COLOR=1 "${who[@]}" \
        bash -c '"$0" 2>&1; exit $?' "$build/$1" | sed "s|$build/|build/|g"
    return "${PIPESTATUS[0]}"
}

# tell_in_machine LESSON...: told in the virtual machine, from a home folder as a
# reader has one. Leaves in $work/told a file for each lesson, LESSON.failed for
# those that failed, and the machine's name. A tar archive brings them home.
tell_in_machine() {
    tests/vm/run.sh "
        mkdir -p /run/told /home/you/loac
        mount --bind . /home/you/loac && cd /home/you/loac || exit
        echo \"\$LOAC_MACHINE\" >/run/told/machine
        for lesson in $*; do
            LOAC_BUILD=$build tests/readmes.sh tell \$lesson \\
                >/run/told/\$lesson || touch /run/told/\$lesson.failed
        done
        tar -c -C /run told" >"$work/told.tar" &&
        tar -x -C "$work" -f "$work/told.tar"
}

# ---- a README --------------------------------------------------------------

fence() { # LANGUAGE: its standard input as a block of code
    printf '```%s\n' "$1"
    cat
    echo '```'
}

# render README [TOLD MACHINE]: the README with the excerpts of today, and, if
# there is a file TOLD, with that transcript.
render() {
    local line words open='' folder told=${2:-} machine=${3:-}
    folder=$(dirname "$1")
    while IFS= read -r line; do
        read -ra words <<<"$line"
        if [ "$line" = '<!-- end -->' ]; then
            [ -n "$open" ] || { echo "$1: an end without a block" >&2; return 1; }
            open=
        elif [ "${line#<!-- }" != "$line" ] && [ -n "$open" ]; then
            echo "$1: the block '$open' has no end" >&2
            return 1
        fi
        case $line in
            '<!-- excerpt '*)
                open=$line
                echo "$line"
                excerpt "$folder/${words[2]}" "${words[3]}" | fence c
                [ "${PIPESTATUS[0]}" -eq 0 ] || return 1 ;;
            '<!-- transcript '*)
                open=$line
                if [ -n "$told" ]; then
                    echo "<!-- transcript $machine -->"
                    fence '' <"$told"
                    printf '\nTold on %s, a machine of tests/vm; %s.\n' \
                        "$machine" 'process ids differ on yours'
                else
                    echo "$line"
                fi ;;
            *)
                case $open in
                    '<!-- excerpt '*) ;;
                    '<!-- transcript '*) [ -n "$told" ] || echo "$line" ;;
                    *) echo "$line" ;;
                esac ;;
        esac
    done <"$1"
    [ -z "$open" ] || { echo "$1: the block '$open' has no end" >&2; return 1; }
}

# renew README: excerpts always; the transcript if it was told.
renew() {
    local told=$work/told/
    told+=$(basename "$(dirname "$1")")
    if [ -e "$told.failed" ]; then
        echo "$1: the lesson failed:" >&2
        tail -n 5 "$told" >&2
        return 1
    elif [ -e "$told" ]; then
        render "$1" "$told" "$(cat "$work/told/machine")" >"$work/new" || return
    else
        render "$1" >"$work/new" || return
    fi
    cmp -s "$work/new" "$1" || { cat "$work/new" >"$1"; echo "renewed $1"; }
}

write() { # README...
    local readme lessons=() status=0
    for readme; do
        ! grep -q '^<!-- transcript ' "$readme" ||
            lessons+=("$(basename "$(dirname "$readme")")")
    done
    if [ ${#lessons[@]} -gt 0 ] && ! tell_in_machine "${lessons[@]}"; then
        echo 'The transcripts stay as they are.' >&2
        status=1
    fi
    for readme; do
        renew "$readme" || status=1
    done
    return $status
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

case ${1:-} in
    write)
        shift
        [ $# -gt 0 ] || set -- README.md lessons/*/README.md
        write "$@" ;;
    show) render "${2:?README}" ;;
    tell) tell "${2:?LESSON}" ;;
    excerpt) excerpt "${2:?FILE}" "${3:?NAME}" ;;
    *) echo "usage: ${0##*/} write [README]... | show README | tell LESSON |" \
            "excerpt FILE NAME" >&2
        exit 2 ;;
esac
