# shellcheck shell=bash
# machine.sh - start one machine and see it off; sourced by run.sh, shell.sh
# and systemd.sh
#
# Question: what is that machine made of?
#
# A Debian kernel of the cache, an initramfs, and a folder of this host as its
# root, read-only (9p; QEMU enforces it) below an overlay in its memory. No
# disk, no network, nothing that listens. Serial port 0 is the kernel's
# console, 1 the command's output or the terminal, 2 its exit status.
#
# Environment:
#   LOAC_VM_MEMORY   MiB of memory (default: 1024; the shell alone takes 30)
#   LOAC_VM_CPUS     processors (default: 2, as readers have several; 1 needs
#                    half the time of a busy host)
#   LOAC_VM_TIMEOUT  seconds before the machine is ended (default: 300)
#   LOAC_TIME_FACTOR multiplier of all time limits inside (default: 20;
#                    an emulated fork and exec takes 35 ms instead of 1)
#   LOAC_ACCEL       QEMU's accelerator (default: tcg,thread=single: emulation)
#
# One thread emulates both processors. With one for each (thread=multi) Linux
# 6.12 was seen to panic, twice at one place: a byte behind a branch that the
# kernel switches by patching its own code. With one it was not seen again.
#
# Emulation is the default even where /dev/kvm can be opened. Inside some
# other virtual machines KVM opens and then hangs or dies in the guest's first
# second, so QEMU's "kvm:tcg" would never fall back. LOAC_ACCEL=kvm is for
# those who know that theirs works.

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# visible FOLDER: the machine has file systems of its own in these places.
visible() {
    case $1/ in
        /run/* | /var/tmp/* | /dev/* | /proc/* | /sys/*)
            cannot "cannot work in $1" 'the machine has its own files there' \
                'move the project, for example to your home folder' ;;
    esac
}

# open_machine NAME KERNEL FOLDER: all that must be there first, and $work,
# which holds what this run needs: not below /tmp, where cleaners roam. bash
# runs the EXIT trap for Ctrl-C, TERM and HUP too, and then dies of that
# signal, so that make and suite.sh stop as well.
open_machine() {
    name=$1
    folder=$3
    visible "$folder"
    "$here/kernel.sh" "$2"
    kernel=$cache/kernel-$2
    need qemu-system-x86_64 qemu-system-x86
    # what a kill -9 left behind, when it is surely nobody's any more
    find "$cache" -maxdepth 1 -name 'run.*' -mtime +7 -exec rm -r {} +
    work=$(mktemp -d "$cache/run.XXXXXX")
    vm=
    trap close_machine EXIT
    umask 022           # plain users inside run and read these files, too
    mkdir "$work/loac"
    cp -r "$here"/guest/* "$work/loac"
    mv "$work/loac/init" "$work"
}

close_machine() {
    [ -z "$vm" ] || { kill "$vm" && wait "$vm"; } 2>/dev/null || true
    rm -rf "$work"
}

# settings PID1 JOB COMMAND: what the machine is to do, as files for it.
# PID1 and JOB are files of guest/. Whoever starts a machine, the environment
# inside is the same, and so are results and transcripts.
settings() {
    cp "$here/guest/$1" "$work/loac/pid1"
    cp "$here/guest/$2" "$work/loac/job"
    printf '%s\n' "$folder" >"$work/loac/folder"
    printf '%s\n' "$3" >"$work/loac/command"
    cat >"$work/loac/environment" <<END
export PATH=/run/loac/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin
export PATH=\$PATH:/sbin:/bin
export HOME=/run/loac/home TMPDIR=/var/tmp LANG=C.UTF-8 TERM=dumb
export LOAC_MACHINE=$name LOAC_TIME_FACTOR=${LOAC_TIME_FACTOR:-20}
END
}

# share TAG FOLDER: the option for a read-only folder of this host. A comma in
# its name is doubled; "remap" keeps inode numbers unique across file systems.
share() {
    local options=readonly=on,security_model=none,multidevs=remap
    printf %s "local,mount_tag=$1,path=${2//,/,,},$options"
}

# machine ROOT OPTIONS...: the QEMU command, in $qemu; OPTIONS make port 1.
# The initrd is the cached one and, appended, guest/ and the settings: the
# kernel unpacks both archives, one over the other.
machine() {
    cp "$kernel/initrd" "$work/initrd"
    (cd "$work" && find init loac | "$kernel/busybox" cpio --quiet -oH newc \
        -R 0:0) >>"$work/initrd"
    : >"$work/status"
    qemu=(qemu-system-x86_64
        -machine q35 -accel "${LOAC_ACCEL:-tcg,thread=single}" -cpu max
        -smp "${LOAC_VM_CPUS:-2}" -m "${LOAC_VM_MEMORY:-1024}"
        -nodefaults -no-user-config -nic none -display none -no-reboot
        -kernel "$kernel/vmlinux" -initrd "$work/initrd"
        # A panic is the end of the machine, not a hang. On a busy host the
        # emulated timer may seem broken at boot: a panic, unless not checked.
        -append 'console=ttyS0 quiet panic=-1 no_timer_check'
        -virtfs "$(share root "$1")"
        -serial "file:$work/console" "${@:2}" -serial "file:$work/status")
}

# run_machine: port 1 to our standard output as it comes; exit as the command
# did. The pipe is for QEMU alone: it would leave a shared one non-blocking
# for all the others. pdeathsig: kill -9 of this script ends the machine too.
run_machine() {
    local limit=${LOAC_VM_TIMEOUT:-300} rc=0 reader
    exec 3> >(exec cat)
    reader=$!
    setpriv --pdeathsig TERM timeout -k 5 "$limit" "${qemu[@]}" \
        </dev/null >&2 &
    vm=$!
    wait "$vm" || rc=$?
    vm=
    exec 3>&-
    wait "$reader" || true
    [ ! -s "$work/status" ] || exit "$(cat "$work/status")"
    [ $rc -ne 124 ] || died "was ended after $limit s (LOAC_VM_TIMEOUT)"
    died "ended without a result (QEMU: $rc)"
}

# died HOW: with the last words of its console; exit 125.
died() {
    printf '%s: the machine %s %s; its console:\n' "${0##*/}" "$name" "$1"
    tail -n 40 "$work/console"
    exit 125
} >&2
