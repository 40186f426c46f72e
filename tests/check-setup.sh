#!/bin/bash
# check-setup.sh - does the first contact work on machines that are not this one?
#
# Question: what do make and deps.sh say on macOS, on Windows, without sudo, with
# another package manager?
#
# Their worlds are faked by a PATH of our own: a folder of links to the tools
# that the scripts need, and of small scripts that say what they were called
# with. Nothing is installed and nothing outside that folder is touched.
#
# shellcheck disable=SC2016  # fakes expand their "$1" themselves
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh

# What is asked here is asked of make itself, not of the make that runs us.
unset MAKEFLAGS MFLAGS MAKELEVEL SUDO_UID
if [ -n "${LOAC_MACHINE:-}" ]; then
    skip first_contact 'no kernel decides it: it is tested outside'
    end_of_checks
fi

world=$(mktemp -d)
trap 'rm -rf "$world"' EXIT
bin=$world/bin
log=$world/log

# new_world TOOL...: a PATH with these tools of the real one, and an empty log.
new_world() {
    rm -rf "$bin" "$log"
    mkdir "$bin"
    : >"$log"
    for tool; do
        ln -s "$(type -P "$tool")" "$bin/$tool"
    done
}

# fake NAME LINES...: a program that does that.
fake() {
    printf '%s\n' '#!/bin/sh' "${@:2}" >"$bin/$1"
    chmod +x "$bin/$1"
}

# ---- where make says no ----------------------------------------------------

elsewhere() { # NAME UNAME EXPECTED
    new_world make nproc sh
    fake uname "echo $2"
    fake cc 'echo cc >>'"$log"
    said=$(env -i PATH="$bin" make 2>&1)
    status=$?
    if [ $status -eq 0 ] || [ -s "$log" ]; then
        not_ok "$1" "make went on, with status $status"
    else
        must_say "$1" "$3" "$said"
    fi
}

elsewhere make_on_macOS_names_lima Darwin 'limactl start --name=loac .lima.yaml'
elsewhere make_on_Windows_names_WSL MINGW64_NT-10.0 'wsl --install'
elsewhere make_elsewhere_names_the_readme FreeBSD 'this is FreeBSD'

must_say make_refuses_under_sudo 'Run make as yourself' \
    "$(SUDO_UID=1000 make -n all 2>&1)"

# Relative, for a clone whose path has a space: make takes that for two names.
make --question BUILD="$(realpath --relative-to=. "${LOAC_BUILD:-build}")" all >"$world/said" 2>&1
must_be a_second_make_does_nothing 0 $?

# ---- what is missing -------------------------------------------------------

# deps.sh with a list of its own: of a library, a compiler, a page and a tool.
deps=$world/lessons/00-your-machine/deps.sh
mkdir -p "$world/lessons/00-your-machine" "$world/tests"
cp lessons/00-your-machine/deps.sh "$deps"
: >"$world/tests/tools.def"
cat >"$world/lessons/00-your-machine/packages.def" <<'END'
PACKAGE(command, "cc",        "a-cc",     "d-cc",     "p-cc",     "z-cc")
PACKAGE(library, "loac-lib",  "a-lib",    "d-lib",    "p-lib",    "z-lib")
PACKAGE(page,    "loac(1)",   "a-page",   "d-page",   "p-page",   "z-page")
PACKAGE(command, "loac-tool", "a-tool ax", "d-tool dx", "p-tool px", "z-tool zx")
END

tools='sh sed awk grep cut tr sort xargs echo dirname cat ls ln true'

# machine_of MANAGER UID: a machine that lacks loac-tool; installing brings it.
machine_of() {
    # shellcheck disable=SC2086  # words
    new_world $tools
    for each in cc pkg-config; do
        fake "$each" 'exit 0'
    done
    fake man 'echo /'
    fake id "echo $2"
    fake dpkg-query 'printf not-installed'
    fake rpm 'exit 1'
    fake env 'shift' 'exec "$@"'
    [ "$1" = none ] || fake "$1" '[ "$1" != -Q ] || exit 1' \
        "echo $1 \"\$@\" >>$log" \
        "case \" \$* \" in *-tool*) ln -s true $bin/loac-tool ;; esac"
}

run_deps() {
    PATH=$bin "$deps" "$@" 2>&1
}

installs() { # MANAGER PACKAGES
    machine_of "$1" 0
    must_say "$1_brings_what_is_missing" "loac-tool .*package: $2" "$(run_deps)"
    must_say "$1_is_asked_for_that_alone" "^$1 .*(-S|install).*[a-z] $2\$" \
        "$(cat "$log")"
    : >"$log"
    must_be_silent "$1_is_not_asked_again" "$(run_deps; cat "$log")"
}

installs apt-get 'a-tool ax'
installs dnf 'd-tool dx'
installs pacman 'p-tool px'
installs zypper 'z-tool zx'

machine_of apt-get 1000
fake sudo "echo sudo \"\$@\" >>$log" 'exec "$@"'
run_deps >"$world/said"
must_say sudo_is_for_the_package_manager '^sudo env .*apt-get install' \
    "$(cat "$log")"
must_be only_the_package_manager_is_called '' "$(grep -v apt-get "$log")"

machine_of apt-get 1000
must_say without_sudo_it_says_what_root_would_do 'apt-get install a-tool ax' \
    "$(run_deps)"
must_be_silent without_sudo_nothing_is_called "$(cat "$log")"

machine_of none 0
must_say without_a_package_manager_things_are_named loac-tool "$(run_deps)"

# Only what building needs stops the build: plain "make" asks with --check.
machine_of apt-get 0
run_deps --check >"$world/said"
must_be a_missing_tool_does_not_stop_the_build 0 $?
must_say but_it_is_named loac-tool "$(cat "$world/said")"
fake pkg-config 'exit 1'
run_deps --check >"$world/said"
must_be a_missing_library_stops_the_build 1 $?
fake pkg-config '[ "$2" = loac-lib ]'
sed -i 's/loac-tool/cmocka/; s/command, "cmocka"/library, "cmocka"/' \
    "${deps%deps.sh}packages.def"
run_deps --check >"$world/said"
must_be but_not_one_that_is_for_the_tests_alone 0 $?
must_say which_is_named_all_the_same cmocka "$(cat "$world/said")"
rm "$bin/cc"
must_say and_so_does_a_missing_compiler 'cc .*package: a-cc' "$(run_deps --check)"
must_be_silent looking_installs_nothing "$(cat "$log")"

# The package is there, and its pages are not: a small image of a system.
machine_of apt-get 0
touch "$bin/loac-tool"
chmod +x "$bin/loac-tool"
fake man 'exit 16'
fake dpkg-query 'printf installed'
must_say pages_that_were_left_out_are_explained 'path-exclude' "$(run_deps)"
must_be_silent and_not_installed_once_more "$(cat "$log")"

# ---- what make says then ----------------------------------------------------

# shellcheck disable=SC2086
new_world $tools make nproc uname mkdir touch rm
fake pkg-config 'exit 0'
said=$(env -i PATH="$bin" make BUILD="$world/build" all 2>&1)
must_say make_names_the_compiler_that_is_missing 'command cc .*package: ' "$said"
must_be_silent before_anybody_calls_it "$(grep 'not found' <<<"$said")"

# Of two lessons the first cannot sweep, the second can.
mkdir "$world/two"
# shellcheck disable=SC2086
new_world $tools make nproc uname
fake sweep 'case $0 in *1) exit 1 ;; esac'
for each in 1 2; do
    ln -s "$bin/sweep" "$world/two/$each"
done
(env -i PATH="$bin" make -o all LESSONS='1 2' BUILD="$world/two" sweep) \
    >"$world/said" 2>&1
must_be a_sweep_that_fails_is_not_hidden_by_the_next 2 $?

# ---- sudo only where it is needed ------------------------------------------

lesson_that_needs() { # NEEDS UID [OPTION]
    # shellcheck disable=SC2086
    new_world $tools
    fake lesson "[ \"\$1\" != --help ] || { echo 'needs: $1'; exit; }" \
        "echo told >>$log"
    fake id "echo $2"
    fake sudo "echo sudo >>$log" "$sudo"
    fake unshare 'shift' "$unshare"
    PATH=$bin lessons/run.sh lesson "${3:---tour}" >/dev/null
    xargs <"$log"
}

sudo='exec "$@"' unshare='exec "$@"'
or_else='root (or a user namespace: unshare -Ur lesson)'
must_be needs_nothing_runs_plain told \
    "$(lesson_that_needs nothing 1000)"
must_be needs_root_runs_with_sudo 'sudo sudo told' \
    "$(lesson_that_needs "$or_else" 1000)"
must_be root_needs_no_sudo told "$(lesson_that_needs root 0)"

sudo='exit 1' unshare="echo unshare >>$log; "'exec "$@"'
must_be without_sudo_the_lesson_says_what_it_lacks 'sudo told' \
    "$(lesson_that_needs 'root (or so)' 1000)"
must_be without_sudo_a_user_namespace_does 'sudo unshare unshare told' \
    "$(lesson_that_needs "$or_else" 1000)"
must_be but_nothing_is_swept_in_one 'sudo told' \
    "$(lesson_that_needs "$or_else" 1000 --sweep)"
unshare='exit 1'
must_be nor_told_in_one_that_is_refused 'sudo told' \
    "$(lesson_that_needs "$or_else" 1000)"

# 00 is the doctor, who begins the tour.
must_be_silent every_lesson_has_a_step_for_the_tour \
    "$(grep -L '^    \.tour = [1-9]' lessons/*/lesson.c | grep -v /00-)"

end_of_checks
