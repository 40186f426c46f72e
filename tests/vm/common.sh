# shellcheck shell=bash disable=SC2034  # used by those who source it
# common.sh - what the scripts of this folder share; sourced, never run
#
# Question: what must this host have, and where do downloads live?
#
# Environment:
#   LOAC_CACHE   folder of everything downloaded or built here
#                (default: ${XDG_CACHE_HOME:-$HOME/.cache}/life-of-a-container)
#   LOAC_MIRROR  address of a Debian mirror
#                (default: the one that this host's apt uses)

# Which Debian suite has which kernel. The names left and right are the
# arguments of the scripts; there is no other list of them.
declare -A suite_of=([6.1]=bookworm [6.12]=trixie)
declare -A kernel_of=([bookworm]=6.1 [trixie]=6.12)

here=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

cache=${LOAC_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/life-of-a-container}
[[ $cache = /* ]] || cache=$PWD/$cache
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# cannot WHAT CAUSE CURE: this host cannot do it, and why; exit 77, as the
# lessons do, so that make and CI tell it from a failure.
cannot() {
    printf '%s: %s\n  cause: %s\n  cure:  %s\n' "${0##*/}" "$@" >&2
    exit 77
}

# usage TEXT: what the arguments should have been; exit 2.
usage() {
    printf 'usage: %s %s\n' "${0##*/}" "$1" >&2
    exit 2
}

# need TOOL PACKAGE [TOOL PACKAGE]...: all that is missing, in one message.
need() {
    local missing=()
    [ "$(uname -m)" = x86_64 ] ||
        cannot 'cannot make a machine' \
            "its programs are x86-64, and this host is $(uname -m)" \
            'use an x86-64 host'
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || missing+=("$2")
        shift 2
    done
    [ ${#missing[@]} -eq 0 ] ||
        cannot 'cannot make a machine' "not installed: ${missing[*]}" \
            "sudo apt-get install -y --no-install-recommends ${missing[*]}"
}

# open_cache: $cache exists, and nobody else downloads into it until this
# script ends; flock(2): the lock goes with the process, however it ends.
open_cache() {
    mkdir -p "$cache"
    exec 9<"$cache"
    flock -n 9 || {
        echo "${0##*/}: another download is under way; waiting for it" >&2
        flock 9
    }
}

# made FILE TEXT: the thing that FILE belongs to is in the cache, and was made
# from TEXT; else it is to be made again.
made() {
    [ -e "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# debian_mirror: the address of the Debian archive that apt uses here.
# "Label" tells it from security, backports and other vendors' archives;
# apt knows it from the lists that "apt-get update" fetched.
debian_mirror() {
    [ -z "${LOAC_MIRROR:-}" ] || { echo "$LOAC_MIRROR"; return; }
    # shellcheck disable=SC2016  # apt-get expands these
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' \
        'Created-By: Packages' | awk '$1 == "Debian" { print $2; exit }'
}

# need_debian: a mirror ($mirror) and the keys that its lists are signed with.
need_debian() {
    command -v apt-get >/dev/null ||
        cannot 'cannot download from Debian' 'this host has no apt-get' \
            "copy $cache from a Debian or Ubuntu host"
    [ -r "$keyring" ] ||
        cannot 'cannot download from Debian' \
            'no keys to verify its packages with' \
            'sudo apt-get install -y debian-archive-keyring'
    mirror=$(debian_mirror)
    [ -n "$mirror" ] ||
        cannot 'cannot download from Debian' \
            "this host's apt knows no Debian mirror" \
            'sudo apt-get update; or, where that is not Debian:
         export LOAC_MIRROR=ADDRESS
         with an address of https://www.debian.org/mirror/list'
}
