#!/bin/bash
# demo.sh [--unseen] LESSON - a lesson on stage: two panes, one above the other
#
# Above, the lesson waits for Enter at each step. Below is a shell, host$, where
# Enter alone runs the verify line that the lesson shows. Tab changes between
# them, as the mouse does. Leaving one of them ends both, and the lesson cleans up.
#
# It is a tmux of its own, in a folder of its own: no setting of yours is read or
# changed. --unseen: 80 columns, 30 rows and nobody looks (for rehearse.sh, which
# says by LOAC_STAGE where).
#
# Environment: LOAC_BUILD  where the lessons are (build)
# Exit: 0; 1 where it cannot be shown (it is said why).

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=slides/stage.sh
. slides/stage.sh
# shellcheck source=slides/lesson.sh
. slides/lesson.sh

cannot() {
    printf '%s\n' "$@" >&2
    exit 1
}

unseen=
if [ "${1:-}" = --unseen ]; then
    unseen=-d
    shift
fi
lesson=$(lesson_of "${1:-}") ||
    cannot "There is no lesson '${1:-}'. Which? make demo L=03"
lesson=${LOAC_BUILD:-build}/$lesson
[ -x "$lesson" ] || cannot "$lesson is not built: make"
command -v tmux >/dev/null || cannot 'The demo needs tmux: make deps LIST=SLIDES'

rows=30 columns=80
if [ -z "$unseen" ]; then
    # Beside other jobs of make, input is not the terminal; output is.
    [ -t 0 ] || exec <&1
    [ -t 0 ] || cannot 'The demo needs a terminal.'
    read -r rows columns < <(stty size)
    if [ "$columns" -lt 72 ] || [ "$rows" -lt 28 ]; then
        cannot "This terminal has $columns columns and $rows rows; 72 and 28 are needed:" \
            'make the letters smaller, or the window larger.'
    fi
fi

work=$(mktemp -d) || exit 1
export LOAC_STAGE=${LOAC_STAGE:-$work}
lesson_pid=

# The lesson hears that its terminal is gone, and takes what it has made with it.
leave() {
    stage kill-server 2>/dev/null
    for ((i = 0; i < 100; i++)); do
        [ -e "/proc/${lesson_pid:-none}/exe" ] || break    # a zombie has none
        sleep 0.1
    done
    rm -rf "$work"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

cat >"$work/tmux.conf" <<'END'
set -g status off
set -g mouse on
set -g prefix None
set -g escape-time 0
set -g history-limit 5000
set -g default-shell /bin/bash
bind -n Tab select-pane -t :.+
END

# shellcheck disable=SC2016  # the shell in the pane expands it
over='; printf "\n[over: %s] Enter closes this " $?; read -r _; tmux kill-server'
env -u TMUX tmux -S "$LOAC_STAGE/tmux" -f "$work/tmux.conf" new-session -d \
    -x "$columns" -y "$rows" "trap : HUP; COLUMNS=72 lessons/run.sh $lesson --step$over" ||
    exit 1
stage split-window -l $((rows / 4 + 1)) \
    'bash --noprofile --rcfile slides/host.bashrc -i; tmux kill-server'
stage select-pane -t :.0
lesson_pid=$(stage display-message -p -t :.0 '#{pane_pid}')

if [ -n "$unseen" ]; then
    while stage has-session 2>/dev/null; do sleep 0.2; done
else
    # A trap waits for a command, but not for "wait". And if we are killed, the
    # stage ends with its last onlooker, and the lesson with the stage.
    env -u TMUX tmux -S "$LOAC_STAGE/tmux" attach \; set destroy-unattached on <&0 &
    wait
fi
