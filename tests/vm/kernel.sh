#!/bin/bash
# kernel.sh KERNEL - a stock Debian kernel, ready to boot; KERNEL: 6.1 or 6.12
#
# Question: how do the lessons behave under the kernel that readers have?
#
# Fetches the kernel package of Debian 12 (6.1) or 13 (6.12), whatever this
# host runs, and only unpacks it: nothing is installed, no root is needed.
# Leaves in the cache, once, as kernel-6.1/ or kernel-6.12/
#   version  vmlinux  busybox  initrd (busybox and the modules, nothing of ours)
# and prints nothing when they are there. About 10 s and 75 or 110 MB of
# download. Environment: see common.sh. Exit: 77 when this host cannot.

set -eu
. "$(dirname "$0")/common.sh"

# The root of the machine comes over 9p (virtio) and is the lower layer of an
# overlay. veth, bridge, dummy and overlay are for the lessons too: the host's
# modprobe, if there is one, does not know this kernel. Debian's "cloud"
# kernels are smaller and have no 9p.
modules='virtio_pci 9pnet_virtio 9p overlay veth bridge dummy'

# apt SUITE's own world: its lists, its cache and an empty status file, so
# that neither the host's release nor its installed packages matter. Proxies
# and certificates still come from the host's configuration.
use_suite() {
    mkdir -p "$new"/apt/lists/partial "$new"/apt/cache/archives/partial
    : >"$new/apt/status"
    echo "deb [arch=amd64 signed-by=$keyring] $mirror $1 main" \
        >"$new/apt/sources.list"
    private=(
        -o "Dir::Etc::sourcelist=$new/apt/sources.list"
        -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$new/apt/lists"
        -o "Dir::State::status=$new/apt/status"
        -o "Dir::Cache=$new/apt/cache"
        -o Acquire::Languages=none
        -o APT::Update::Error-Mode=any
        -o APT::Sandbox::User=      # as ourselves: _apt cannot write here
    )
    apt-get -qq "${private[@]}" update
}

# The package that the meta package stands for today, with its version.
fetch() {
    local package
    package=$(apt-cache "${private[@]}" depends linux-image-amd64 |
        awk '/Depends: linux-image-/ { print $2; exit }')
    version=${package#linux-image-}
    echo "fetching Linux $version of Debian ${suite_of[$kernel]}" >&2
    (cd "$new" && apt-get -qq "${private[@]}" download \
        "$package" busybox-static)
    for package in "$new"/*.deb; do
        dpkg-deb -x "$package" "$new/root"
    done
}

# field OFFSET BYTES: a number of the boot header of $bzimage; the kernel's
# Documentation/arch/x86/boot.rst has the table.
field() {
    od -An -t "u$2" -j "$1" -N "$2" "$bzimage" | tr -d ' '
}

# The compressed kernel inside a bzImage takes 3.7 s to unpack itself under
# emulation, so it is unpacked here, once; QEMU boots the ELF file (PVH).
unpack_vmlinux() {
    local bzimage=$1 start length
    start=$((($(field 497 1) + 1) * 512 + $(field 584 4)))
    length=$(($(field 588 4) - 4))      # the last 4 bytes are the size
    tail -c +$((start + 1)) "$bzimage" | head -c "$length" >"$new/payload"
    case $(od -An -t x1 -N 4 "$new/payload" | tr -d ' ') in
        fd377a58) xz -dc "$new/payload" ;;
        28b52ffd) zstd -qdc "$new/payload" ;;
        *) echo "$0: $bzimage: unknown compression" >&2; return 1 ;;
    esac >"$new/vmlinux"
}

# add_module NAME: the module and, by its own "depends=", what it needs.
# Those of Debian 13 are compressed, which busybox's modprobe cannot load.
add_module() {
    local name=$1 file to dependency
    file=$(find "$tree/kernel" -name "${name//_/[-_]}.ko*" -print -quit)
    if [ -z "$file" ]; then
        grep -q "/${name//_/[-_]}\.ko" "$tree/modules.builtin" && return
        echo "$0: Linux $version has no module $name" >&2
        return 1
    fi
    to=$new/initramfs/lib/modules/$version/${name}.ko
    [ ! -e "$to" ] || return 0
    case $file in
        *.xz) xz -dc "$file" >"$to" ;;
        *) cp "$file" "$to" ;;
    esac
    for dependency in $(tr '\0' '\n' <"$to" |
        sed -n 's/^depends=//p' | tr , ' '); do
        add_module "$dependency"
    done
}

build_initrd() {
    local name
    mkdir -p "$new"/initramfs/{bin,dev,proc,sys,root,lower,layer} \
        "$new/initramfs/lib/modules/$version"
    cp "$busybox" "$new/initramfs/bin/busybox"
    for name in $modules; do
        add_module "$name"
    done
    "$busybox" depmod -b "$new/initramfs" "$version"
    (cd "$new/initramfs" && find . | "$busybox" cpio --quiet -oH newc) \
        >"$new/initrd"
}

# first FILE...: the one that exists (/lib and /bin moved below /usr in 13).
first() {
    local file
    for file; do
        [ ! -e "$file" ] || { echo "$file"; return; }
    done
    return 1
}

kernel=${1:-none}
[ -n "${suite_of[$kernel]:-}" ] || usage '6.1|6.12'
ready=$cache/kernel-$kernel
new=$ready.new
made "$ready/modules" "$modules" && exit
open_cache
made "$ready/modules" "$modules" && exit     # by the one we waited for

# All that a machine needs, so that nobody is told piece by piece.
need qemu-system-x86_64 qemu-system-x86 xz xz-utils zstd zstd
need_debian
trap 'rm -rf "$new"' EXIT       # a leftover of a killed run goes too:
rm -rf "$new"                   # the lock of open_cache makes it ours
mkdir "$new"

use_suite "${suite_of[$kernel]}"
fetch
tree=$(first "$new"/root/{,usr/}lib/modules/"$version")
busybox=$(first "$new"/root/{,usr/}bin/busybox)
unpack_vmlinux "$new/root/boot/vmlinuz-$version"
build_initrd
cp "$busybox" "$new/busybox"
echo "$version" >"$new/version"
echo "$modules" >"$new/modules"

rm -rf "$ready" "$new"/{apt,root,initramfs,payload,*.deb}
mv "$new" "$ready"
