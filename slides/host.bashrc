# shellcheck shell=bash
# host.bashrc - the shell below: on an empty line, Enter runs what the lesson
# above wants verified (a second Enter the next of them, where there are two)

. slides/stage.sh
PS1='host$ '
unset PROMPT_COMMAND HISTFILE
turn=0

# Root may have no sudo.
[ "$EUID" != 0 ] || sudo() { "$@"; }

# Without sudo a line is for a plain user. Where root is on stage, it mostly makes
# no difference; to a user namespace it does who comes in.
plain() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }

fill() {
    local all
    [ -z "$READLINE_LINE" ] || return
    mapfile -t all < <(checks | cut -f1)
    [ ${#all[@]} -gt 0 ] || return
    [ "${all[*]}" = "${before:-}" ] || turn=0
    before=${all[*]}
    READLINE_LINE=${all[turn++ % ${#all[@]}]}
    case $EUID:$READLINE_LINE in
        0:nsenter\ * | 0:unshare\ *) READLINE_LINE="plain $READLINE_LINE" ;;
    esac
    READLINE_POINT=${#READLINE_LINE}
}
bind -x '"\C-x\C-v": fill'
bind '"\C-m": "\C-x\C-v\C-j"'
