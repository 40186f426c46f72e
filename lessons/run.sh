#!/bin/sh
# run.sh PROGRAM [OPTION]... - run a lesson with the rights that it asks for
#
# Question: does this lesson need sudo?
#
# It says so itself, in the line "needs:" of its --help. sudo is used only then,
# and only by those who are not root. The command is shown as it is run.
#
# Exit: as the lesson; 77 where it needs root and there is no way to become it.

case $("$1" --help | sed -n 's/^needs: //p') in
    root*) [ "$(id -u)" = 0 ] || set -- sudo "$@" ;;
esac
echo "\$ $*"
if [ "$1" = sudo ] && ! { command -v sudo >/dev/null && sudo true; }; then
    echo "It needs root, and sudo is not here or not for you."
    exit 77
fi
exec "$@"
