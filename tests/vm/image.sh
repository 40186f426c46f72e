#!/bin/bash
# image.sh SUITE - a small Debian with systemd; SUITE: bookworm or trixie
#
# Question: how do the lessons fare for a plain user who has systemd?
#
# Leaves in the cache, once, as image-SUITE/
#   root      the root folder of the second machine (systemd.sh)
#   packages  what was asked for
# and prints nothing when they are there. Nothing of ours is in it but the
# user "tester". About 20 s, 100 MB. Needs root here: the files of a system
# belong to root.
#
# Environment: see common.sh. Exit: 77 when this host cannot.

set -eu
. "$(dirname "$0")/common.sh"

# A system with user sessions; the libraries that the lessons and their tests
# are linked with; the tools that the tests ask as witnesses; and for what is
# tried without root, subordinate ids (uidmap) and AppArmor.
packages='systemd-sysv dbus-user-session libpam-systemd
    libnl-3-200 libnl-route-3-200 libcmocka0
    iproute2 iputils-ping procps libcap2-bin seccomp strace jq bubblewrap
    busybox-static curl gcc libc6-dev passwd uidmap apparmor'

suite=${1:-none}
[ -n "${kernel_of[$suite]:-}" ] || usage 'bookworm|trixie'
ready=$cache/image-$suite
new=$ready.new
made "$ready/packages" "$packages" && exit

mkdir -p "$cache"       # as the user's own, before root would make it
[ "$(id -u)" = 0 ] ||
    cannot "cannot make the image of $suite" \
        'its files belong to root, and you are not root here' \
        "sudo LOAC_CACHE=$cache $0 $suite"
need mmdebstrap mmdebstrap
need_debian
open_cache
made "$ready/packages" "$packages" && exit
trap 'rm -rf "$new"' EXIT
rm -rf "$new"
mkdir "$new"
echo "making a small Debian system, $suite: about 20 s" >&2

# It mounts /proc and /sys of its new root. In a mount namespace of its own they
# end with it, however it ends, and no rm ever walks into them.
# shellcheck disable=SC2016  # the hooks expand "$1": the new root
unshare --mount mmdebstrap --quiet --variant=essential --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --customize-hook='chroot "$1" useradd -m -u 1000 -s /bin/bash tester' \
    --customize-hook='rm -rf "$1"/etc/apt/sources.list*' \
    "$suite" "$new/root" "deb [signed-by=$keyring] $mirror $suite main"

# QEMU reads it with the rights of whoever starts the machine.
chmod -R a+rX "$new/root"
echo "$packages" >"$new/packages"

rm -rf "$ready"
mv "$new" "$ready"
