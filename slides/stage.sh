# shellcheck shell=bash
# stage.sh - words that both sides of a stage use; sourced, never run
#
# A stage is a tmux of its own: its socket is in the folder LOAC_STAGE, its
# settings are all in demo.sh. Above is the lesson, below a shell.

stage() { # TMUX-COMMAND...
    tmux -S "$LOAC_STAGE/tmux" "$@"
}

# above: what the upper pane shows, and has shown.
above() { stage capture-pane -p -J -S - -t :.0; }
below() { stage capture-pane -p -J -S - -t :.1; }

# checks: the last verify and refused lines above, each with the text that it
# must say: "COMMAND<tab>TEXT".
checks() {
    above | awk '
        /^Step / { if (count) most = count; count = 0 }
        /^  (verify|refused): / {
            sub(/^[^$]*\$ /, ""); sub(/ +$/, "")
            command[++count] = $0
        }
        /^  expect: / { sub(/^  expect: +/, ""); sub(/ +$/, ""); text[count] = $0 }
        END {
            for (i = 1; i <= (count ? count : most); i++)
                print command[i] "\t" text[i]
        }'
}
