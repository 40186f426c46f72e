#!/bin/sh
# deps.sh [--check] [LIST]... - install what this machine lacks
#
# Question: what is missing here, and which packages bring it?
#
# Asks for the thing itself (the command, the library, the man page): where
# nothing is missing, nothing is called and nothing is said. Says what it will
# install before it does; sudo is for the package manager alone.
#
# LIST: PACKAGE (what lessons and tests need: packages.def; the default),
# CHECK, CROSS, VM or SLIDES (tests/tools.def). --check only says what is missing.
#
# Exit: 0 all is here, or what is missing can be done without for a while (it is
# named); 1 what is missing is needed to build, or is in another list than
# PACKAGE.

set -u
here=$(dirname "$0")

check=
if [ "${1:-}" = --check ]; then
    check=yes
    shift
fi
lists=${*:-PACKAGE}

# is_here KIND WHAT: is it on this machine? (On some systems capsh lives where a
# plain user's PATH does not lead; clang may lack the library of "make fuzz".)
is_here() {
    case $1:$2 in
        command:chromium) command -v chromium || command -v google-chrome ;;
        command:cc) echo '#include <stdio.h>' | ${CC:-cc} -E - ;;
        command:clang) [ -e "$(clang --rtlib=compiler-rt -print-libgcc-file-name)" ] ;;
        command:*) command -v "$2" || [ -x "/usr/sbin/$2" ] ;;
        library:*) pkg-config --exists "$2" ;;
        page:*) number=${2#*\(} && [ -e "$(man -w "${number%\)}" "${2%\(*}")" ] ;;
        *) echo "deps.sh: $1 is no kind of thing" >&9; exit 1 ;;
    esac 9>&2 >/dev/null 2>&1
}

# The first package manager that is here, and its place among the names.
manager=none column=0
for each in apt-get:1 dnf:2 pacman:3 zypper:4; do
    if command -v "${each%:*}" >/dev/null; then
        manager=${each%:*} column=${each#*:}
        break
    fi
done

# listed: lines "LIST|KIND|WHAT|PACKAGES" from LIST(kind, "what", "apt", ...)
listed() {
    for list in $lists; do
        sed -n "s/^\($list\)(\([a-z]*\), *\"/\1|\2\"/p" \
            "$here/packages.def" "$here/../../tests/tools.def"
    done | awk -F'"' -v place="$column" '{
        print $1 "|" $2 "|" (place ? $(2 + 2 * place) : "-")
    }'
}

missing() {
    listed | while IFS='|' read -r list kind what packages; do
        is_here "$kind" "$what" || echo "$list|$kind|$what|$packages"
    done
}

say_missing() {
    echo "Missing on this machine:"
    echo "$lack" | while IFS='|' read -r _ kind what packages; do
        printf '  %-7s %-18s package: %s\n' "$kind" "$what" "$packages"
    done
}

is_installed() {
    case $manager in
        apt-get) [ "$(dpkg-query -Wf '${db:Status-Status}' "$1")" = installed ] ;;
        pacman) pacman -Q "$1" ;;
        *) rpm -q --whatprovides "$1" ;;
    esac >/dev/null 2>&1
}

# What is missing though its package is there is not helped by installing.
to_install() {
    for package in $(echo "$lack" | cut -d'|' -f4 | tr ' ' '\n' | sort -u); do
        [ "$package" = - ] || is_installed "$package" || echo "$package"
    done
}

as_root() {
    [ "$(id -u)" = 0 ] || set -- sudo "$@"
    echo "\$ $*"
    "$@"
}

install() {
    case $manager in
        apt-get)
            as_root apt-get update -q || return
            as_root env DEBIAN_FRONTEND=noninteractive \
                apt-get install -q -y --no-install-recommends "$@" ;;
        dnf) as_root dnf install -y --setopt=install_weak_deps=False "$@" ;;
        pacman)
            # Without a list of packages, as in a fresh image, it finds none.
            how=-Sy
            ! ls /var/lib/pacman/sync/*.db >/dev/null 2>&1 || how=-S
            as_root pacman $how --needed --noconfirm "$@" ;;
        zypper)
            as_root zypper --non-interactive install --no-recommends "$@" ;;
    esac
}

lack=$(missing)
[ -n "$lack" ] || exit 0
say_missing
packages=$(to_install | xargs)
if [ -n "$check" ]; then
    echo "To install it: make deps"
elif [ "$manager" = none ]; then
    echo "No apt-get, dnf, pacman or zypper here: please install it yourself."
elif [ -n "$packages" ]; then
    if [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; then
        # shellcheck disable=SC2086  # a list of words
        install $packages || echo "$manager could not install it."
    else
        echo "No sudo here. Somebody who is root: $manager install $packages"
    fi
    lack=$(missing)
    [ -n "$lack" ] || exit 0
    say_missing
fi
case $lack in
    *page\|*) echo "Some small systems are made without man pages: see
path-exclude in /etc/dpkg/dpkg.cfg.d, and on Ubuntu: sudo unminimize" ;;
esac
# These two are for the tests alone, which say so themselves.
! echo "$lack" | grep -vE '\|(cmocka|libseccomp)\|' |
    grep -qE '^PACKAGE\|(library|command\|(cc|pkg-config))\||^(CHECK|CROSS|VM|SLIDES)'
