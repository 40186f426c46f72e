#!/bin/bash
# bench.sh - how long does a container take, ours and others'? ("make bench")
#
# Question: does it cost more to understand each step?
#
# All start the same static program (stamp.c) from the same image, in turns, in
# one run: ratios hold on a busy machine, milliseconds do not. Who is not
# installed, or cannot run here, is named and left out; what fails later is said
# and fails the run. Four goals, judged by the first line's median:
#
#   at most twice the floor: a clone(2) into the same namespaces, and execve(2)
#   no slower than bubblewrap
#   with a cable no slower than crun, which has no cable here
#   while MOST others run at most 1.25 times what it needs while one runs;
#   those are milliseconds of different minutes: a busy machine moves them, and
#   floor and bubblewrap beside the same MOST tell what the kernel adds by itself
#
#   first line     until the program in the container runs
#   ended          until the command that started it has ended
#   nothing left   until its processes and network devices are gone as well
#
# Then the start-to-end time once more by hyperfine, the number of system calls
# by strace, and what one more container costs while up to MOST others run.
#
# Environment: ROUNDS (100), MOST (500; 0: not measured), LOAC_BUILD (build)

set -eu -o pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.."
build=$(realpath "${LOAC_BUILD:-build}")
rounds=${ROUNDS:-100}
most=${MOST-500}
work=$(mktemp -d)
image=$work/image
names=() commands=()
holder=

# shellcheck disable=SC2317  # it is called by the trap
clean() {
    [ -z "$holder" ] || kill "$holder" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT

if [ "$EUID" != 0 ]; then
    echo "bench: cables need root: sudo LOAC_BUILD=$build tests/bench/bench.sh"
    exit 77
fi

mkdir -p "$image"/{dev,proc,sys,tmp,etc}
cp "$build/tests/bench/stamp" "$image/stamp"

# ---- who takes part ---------------------------------------------------------

# Moments enters another's mounts by itself, so that nobody pays for nsenter(1).
by_nsenter() {
    echo "${1/#@/nsenter -m -t }"
}

# contender NAME COMMAND: takes part, if it can run here at all.
contender() {
    # shellcheck disable=SC2046  # words
    if ! timeout 60 $(by_nsenter "$2") </dev/null >/dev/null 2>"$work/why"; then
        echo "cannot run here: $1: $(tail -n 1 "$work/why")"
        return 1
    fi
    names+=("$1")
    commands+=("$2")
}

is_here() {
    command -v "$1" >/dev/null || { echo "not installed: $1"; false; }
}

# bundle ENGINE: the folder of an OCI bundle, as ENGINE itself describes it.
bundle() {
    mkdir -p "$work/$1"
    (cd "$work/$1" && "$1" spec)
    sed -i -e 's/"terminal": true/"terminal": false/' \
        -e "s|\"path\": \"rootfs\"|\"path\": \"$image\"|" \
        -e '/"args": \[/,/\]/s/"sh"/"\/stamp"/' "$work/$1/config.json"
}

# crun refuses a machine with both cgroup versions, so it is shown none.
covered=
if grep -q ' - cgroup ' /proc/self/mountinfo; then
    unshare -m --propagation private sh -c \
        'mount -t tmpfs none /sys/fs/cgroup; echo; exec sleep 1000' \
        >"$work/covered" &
    holder=$!
    until [ -s "$work/covered" ]; do sleep 0.01; done
    covered="@$holder "
fi

ours="$build/10-container --image $image"
contender floor "$build/tests/bench/floor $image/stamp"
contender 'ours, no network' "$ours --no-network -- /stamp"
contender ours "$ours -- /stamp"
contender 'unshare(1)' \
    "unshare --fork -mpnuiC -R $image --mount-proc=/proc /stamp" || true
if is_here bwrap; then
    contender bubblewrap "bwrap --unshare-all --die-with-parent \
--bind $image / --proc /proc --dev /dev /stamp" || true
fi
if is_here crun; then
    bundle crun
    contender crun \
        "${covered}crun --cgroup-manager=disabled --root $work/state run -b $work/crun bench-$$" || true
fi
if is_here runc; then
    bundle runc
    contender runc "runc --root $work/state run -b $work/runc bench-$$" || true
fi
if is_here podman; then
    contender podman "podman run --rm --network=none --rootfs $image /stamp" ||
        true
fi

# ---- three moments ----------------------------------------------------------

arguments=()
for i in "${!names[@]}"; do
    arguments+=("${names[i]}=${commands[i]}")
done
echo
"$build/tests/bench/moments" "$rounds" "${arguments[@]}" | tee "$work/moments"

# first NAME: the median of its first line, as a ratio to that of the floor
first() {
    awk -v name="$1" 'index($0, name " ") == 1 { print $(NF - 6); exit }' \
        "$work/moments"
}

# judge WORDS A B MOST: A is at most MOST times B.
judge() {
    awk -v words="$1" -v a="$2" -v b="$3" -v most="$4" '
        BEGIN {
            verdict = a <= b * most ? "met" : "missed"
            if (a == "" || b == "")
                printf "not measured: %s\n", words
            else
                printf "%-12s  %s: %.2f times\n", verdict, words, a / b
        }'
}

# goal WORDS NAME OTHER MOST: NAME needs at most MOST times what OTHER needs.
goal() {
    judge "$1" "$(first "$2")" "$(first "$3")" "$4"
}

echo
goal 'without a network at most twice the floor' 'ours, no network' floor 2
goal 'without a network no slower than bubblewrap' 'ours, no network' \
    bubblewrap 1
goal 'with a cable no slower than crun without one' ours crun 1

# ---- the same by others -----------------------------------------------------

echo
if is_here hyperfine; then
    arguments=()
    for i in "${!names[@]}"; do
        arguments+=(-n "${names[i]}" "$(by_nsenter "${commands[i]}")")
    done
    hyperfine -N --warmup 3 --runs "$rounds" --style none --export-csv \
        "$work/csv" "${arguments[@]}" >"$work/said" 2>&1 ||
        { cat "$work/said"; exit 1; }
    echo "start to end, by hyperfine${covered:+; crun with nsenter(1)}"
    awk -F, 'NR == 2 { floor = $4 }
        NR > 1 { printf "%-24s  %7.2f ms %5.2f\n", name(), time() * 1e3,
                 time() / floor }
        function time() { return $(NF - 4) }
        function name(text, i) {
            text = $0; for (i = 0; i < 7; i++) sub(/,[^,]*$/, "", text)
            gsub(/"/, "", text); return text
        }' "$work/csv"
fi

echo
echo "system calls, by strace -f -c${covered:+; crun with nsenter(1)}"
for i in "${!names[@]}"; do
    # shellcheck disable=SC2046  # words
    strace -f -c -o "$work/calls" -- $(by_nsenter "${commands[i]}") >/dev/null 2>&1 ||
        { echo "${names[i]}: failed under strace"; continue; }
    printf '%-24s  %7d\n' "${names[i]}" \
        "$(awk '$NF == "total" { print $4 }' "$work/calls")"
done

# ---- one more, while others run ---------------------------------------------

[ "$most" != 0 ] || exit 0
echo
echo 'one more, while N of our containers run'
besides=()
for i in "${!names[@]}"; do
    case ${names[i]} in
    floor | ours | bubblewrap) besides+=("${names[i]}=${commands[i]}") ;;
    esac
done
mkfifo "$work/hold"
exec 3<>"$work/hold"
running=0
held=()
for n in $(printf '%s\n' 1 10 50 100 200 300 400 "$most" | sort -nu); do
    [ "$n" -le "$most" ] || continue
    while [ "$running" -lt "$n" ]; do
        # shellcheck disable=SC2086  # words
        $ours --memory 16M -- /stamp wait <"$work/hold" >>"$work/stamps" 3>&- &
        held+=($!)
        running=$((running + 1))
    done
    until [ "$(stat -c %s "$work/stamps")" -ge $((8 * n)) ]; do sleep 0.1; done
    "$build/tests/bench/moments" 20 "${besides[@]}" >"$work/beside"
    awk -v n="$n" 'NR > 1 { printf "N = %3d  %s\n", n, $0 }' "$work/beside" |
        tee -a "$work/curve"
done
exec 3>&- # the last writer: now their standard input has an end
wait "${held[@]}"

# beside N NAME: the milliseconds to the first line of NAME
beside() {
    awk -v n="$1" -v name="$2" '$3 == n && $4 == name { print $(NF - 8); exit }' \
        "$work/curve"
}

# The kernel's part of it is in what others need, too.
for it in "${besides[@]}"; do
    name=${it%%=*}
    [ "$name" = ours ] || awk -v name="$name" -v a="$(beside "$running" "$name")" \
        -v b="$(beside 1 "$name")" -v n="$running" \
        'BEGIN { printf "%-12s  beside %d: %.2f times\n", name, n, a / b }'
done
judge "flat: beside $running at most 1.25 times what it needs beside 1" \
    "$(beside "$running" ours)" "$(beside 1 ours)" 1.25
