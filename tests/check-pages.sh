#!/bin/bash
# check-pages.sh - does every page exist that the project sends its reader to?
#
# Question: which man pages and which files are named, and are they there?
#
# A man page is whatever is written name(section) in a Markdown file, or in a
# comment or a string of a C file: "man -w" must find it. A link between files is
# what stands in ](...) and is not an address.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh

if [ -n "${LOAC_MACHINE:-}" ]; then
    skip pages_and_links 'no kernel decides it: it is tested outside'
    end_of_checks
fi

mapfile -t readmes < <(find README.md lessons common tests slides \
    -name '*.md' 2>/dev/null | sort)
mapfile -t sources < <(find lessons common tests -name '*.[ch]' | sort)

# prose_of FILE...: comments and strings of C files, without the code.
prose_of() {
    awk '{
        rest = $0; prose = ""
        while (rest != "")
            if (in_comment && (end = index(rest, "*/"))) {
                prose = prose substr(rest, 1, end - 1) " "
                rest = substr(rest, end + 2); in_comment = 0
            } else if (in_comment) {
                prose = prose rest; rest = ""
            } else if (match(rest, /"([^"\\]|\\.)*"|\/\*/)) {
                found = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                if (found == "/*") in_comment = 1
                else prose = prose found " "
            } else
                rest = ""
        print prose
    }' "$@"
}

pages() {
    { cat "${readmes[@]}"; prose_of "${sources[@]}" | sed 's/%[.*]*s//g'; } |
        grep -oE '[A-Za-z_][A-Za-z0-9_.+-]*\([1-9]\)' | sort -u
}

# Pages of packages that "make deps" has no reason to install. Where they are not
# found (systemd in a container), nothing is said; elsewhere they were.
elsewhere=" os-release(5) systemd(1) systemd-run(1) systemd.resource-control(5) sudo(8) \
valgrind(1) scmp_sys_resolver(1) bwrap(1) "

# absent_pages PAGE...: asked all at once, and each alone only if one is missing.
absent_pages() {
    local page asked=()
    for page; do
        page=${page%)}
        asked+=("${page#*\(}" "${page%\(*}")
    done
    man -w "${asked[@]}" >/dev/null 2>&1 && return
    for page; do
        page=${page%)}
        [[ $elsewhere == *" $page) "* ]] ||
            man -w "${page#*\(}" "${page%\(*}" >/dev/null 2>&1 ||
            echo "no $page), named in $(named_in "$page)")"
    done
}

# named_in PAGE: the files that name it, for the message.
named_in() {
    grep -rlF -- "$1" README.md lessons common tests | tr '\n' ' '
}

if ! man -w 2 fork >/dev/null 2>&1; then
    skip man_pages_exist 'no man pages here: make deps'
else
    mapfile -t named < <(pages)
    must_be_silent man_pages_exist "$(absent_pages "${named[@]}")"
fi

# failing_pages: for each failed("NAME(...") in the sources the page that
# common/failure.c sends the reader to: NAME(3) if NAME is in its list, or NAME(2).
failing_pages() {
    local call listed
    listed=$(sed -n '/library_calls\[\] = {/,/};/p' common/failure.c)
    for call in $(cat common/*.c lessons/*/*.c | tr '\n' ' ' |
        grep -oE '\bfailed\( *"[a-z0-9_]+\(' | sed 's/.*"//; s/($//' | sort -u); do
        [[ $listed == *"\"$call\""* ]] && echo "$call(3)" || echo "$call(2)"
    done
}

if man -w 2 fork >/dev/null 2>&1; then
    mapfile -t named < <(failing_pages)
    must_be_silent failures_name_pages_that_exist "$(absent_pages "${named[@]}" |
        sed 's|, named in.*|: see library_calls in common/failure.c|')"
fi

# links FILE: the targets of its links, without the part after "#".
links() {
    grep -oE '\]\([^)#]+' "$1" | sed 's/^](//' | grep -vE '^[a-z]+:'
}

absent_links() { # README...
    local readme link
    for readme; do
        for link in $(links "$readme"); do
            [ -e "$(dirname "$readme")/$link" ] ||
                echo "no $link, named in $readme"
        done
    done
}

must_be_silent links_lead_somewhere "$(absent_links "${readmes[@]}" | sort -u)"

end_of_checks
