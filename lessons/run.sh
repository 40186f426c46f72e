#!/bin/sh
# run.sh PROGRAM [OPTION]... - run a lesson with the rights that it asks for
#
# Question: does this lesson need sudo?
#
# It says so itself, in the line "needs:" of its --help. sudo is used only then,
# and only by those who are not root. Where sudo is not for them, that line may
# say what else does: a user namespace. The command is shown as it is run.
#
# Exit: as the lesson, which is 77 where it needs root and is not.

needs=$("$1" --help | sed -n 's/^needs: //p')

# What a killed run has left is outside of any user namespace: no sweep in one.
without_sudo() {
    echo "It asks for root, which sudo does not give you here: it is run without."
    instead=$(echo "$needs" | sed -n 's/.*(or a user namespace: \(unshare -[A-Za-z]*\) .*/\1/p')
    case " $* " in *' --sweep '*) instead= ;; esac
    $instead true 2>/dev/null || instead=
}

instead=
case $needs in
    root*) [ "$(id -u)" = 0 ] || instead=sudo ;;
esac
if [ "$instead" = sudo ] && ! { command -v sudo >/dev/null && sudo true; }; then
    without_sudo "$@"
fi
# shellcheck disable=SC2086  # "unshare -Ur" is two words
set -- $instead "$@"
echo "\$ $*"
exec "$@"
