# shellcheck shell=bash
# check.sh - the words of the checks (check-*.sh); sourced, never run
#
# A check makes claims, one line for each on standard output, and the same in
# the file LOAC_RESULTS, if there is one, in the form that run.sh counts. Its
# last command is end_of_checks.

wrong=0

result() { # pass|fail|skip NAME [REASON]
    [ -z "${LOAC_RESULTS:-}" ] ||
        printf '%s\n' "plan $2" "${*//$'\n'/; }" >>"$LOAC_RESULTS"
}

ok() { # NAME
    echo "ok $1"
    result pass "$1"
}

not_ok() { # NAME WHY
    printf 'not ok %s\n%s\n' "$1" "$2" | sed '2,$s/^/    /'
    result fail "$1"
    wrong=$((wrong + 1))
}

skip() { # NAME WHY
    echo "skip $1: $2"
    result skip "$1" "$2"
}

end_of_checks() {
    exit $((wrong > 0))
}

# must_say NAME PATTERN TEXT: a line of TEXT matches the extended PATTERN.
must_say() {
    if grep -qE -e "$2" <<<"$3"; then
        ok "$1"
    else
        not_ok "$1" "expected: $2
seen:     $3"
    fi
}

must_be() { # NAME EXPECTED SEEN
    if [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1" "expected: $2
seen:     $3"
    fi
}

must_be_silent() { # NAME TEXT
    must_be "$1" '' "$2"
}
