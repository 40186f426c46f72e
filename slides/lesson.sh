# shellcheck shell=bash
# lesson.sh - which lesson is meant; sourced, never run

# lesson_of NUMBER-OR-NAME: its folder in lessons/; 1 where that is none, or
# more than one.
lesson_of() {
    local name=${1:-} found
    [[ $name != [0-9] ]] || name=0$name
    found=(lessons/"$name"*/lesson.c)
    [ ${#found[@]} = 1 ] && [ -e "${found[0]}" ] || return 1
    basename "$(dirname "${found[0]}")"
}
