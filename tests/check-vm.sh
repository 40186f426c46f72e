#!/bin/bash
# check-vm.sh - what does make vm say where there is no QEMU?
#
# Question: is who cannot have a machine told why, and what to install?
#
# Such a host is faked by a PATH of our own: a folder of links to the tools that
# the scripts need, without QEMU, and an x86-64 uname. The cache is ours, too:
# nothing is fetched.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh

world=$(mktemp -d)
trap 'rm -rf "$world"' EXIT
mkdir "$world/bin"
for tool in awk bash cat dirname flock mkdir rm xz zstd; do
    ! path=$(type -P "$tool") || ln -s "$path" "$world/bin/$tool"
done
printf '%s\n' '#!/bin/sh' 'echo x86_64' >"$world/bin/uname"
chmod +x "$world/bin/uname"

# without_qemu NAME: run.sh cannot, and says it.
without_qemu() {
    local said status
    said=$(env -i PATH="$world/bin" LOAC_CACHE="$world/cache" \
        "$world/bin/bash" tests/vm/run.sh 'echo ran' 2>&1)
    status=$?
    must_be "$1_it_cannot" 77 $status
    must_say "$1_it_says_what_is_missing" \
        '^  cause: not installed:.* qemu-system-x86$' "$said"
    must_say "$1_it_says_what_to_type" \
        '^  cure:  sudo apt-get install -y .*qemu-system-x86$' "$said"
}

without_qemu before_anything_is_fetched

mkdir -p "$world/cache/kernel-6.1"
sed -n "s/^modules='\(.*\)'/\1/p" tests/vm/kernel.sh \
    >"$world/cache/kernel-6.1/modules"
without_qemu with_a_kernel_in_the_cache

end_of_checks
