#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What Tab offers after `precare`, asked of the shells themselves.
. "$PRECARE_SOURCE/tests/support/shell.sh"

for shell in bash zsh fish; do
    command -v $shell >/dev/null || { skip "$shell is not installed (packaging/install-deps peers)"; finish; }
    exits 0 "precare prints what $shell completes" "$PRECARE_COMMAND" --completion $shell
    cp "$work/out" "$work/$shell"
done
mkdir "$work/zsh.d"
cp "$work/zsh" "$work/zsh.d/_precare"

# SHELL WORD...: what that shell offers for the last word, a line each. One function a shell, so that a
# row of the table below is asked of all three.
tab_bash() {
    bash -c '. "$0"; COMP_WORDS=(precare "$@"); COMP_CWORD=$#; _precare; printf "%s\n" "${COMPREPLY[@]}"' "$work/bash" "$@"
}
tab_fish() {
    fish --no-config -c "source $work/fish; complete -C 'precare $*'" | cut -f 1
}
zsh_lists() { # in a terminal of its own, where Tab lists
    zsh -f -c '
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "stty -echo; PS1= PS2= TERM=dumb LISTMAX=1000; fpath=($1 \$fpath); autoload -U compinit; compinit -u -D"
        zpty -w shell "setopt no_beep; bindkey \"^I\" list-choices"
        zpty -w -n shell "precare $2"$'"'\\t\\n'"'
        zpty -w shell exit
        while zpty -r shell line; do print -r -- "$line"; done' zsh "$work/zsh.d" "$*"
}
tab_zsh() { zsh_lists "$@" | tr -s ' \r' '\n\n'; }
offers() { # "name" WORD SHELL WORDS...
    name=$1 wanted=$2 shell=$3
    shift 3
    "tab_$shell" "$@" >"$work/offered" 2>&1
    holds "$name" grep -qx -e "$wanted" "$work/offered"
}
for shell in bash fish zsh; do
    offers "$shell: a command that was begun" check $shell che
    offers "$shell: a command's option" --format $shell check --f
    offers "$shell: a choice of an option" sarif $shell check --format s
    offers "$shell: a sub-command" verify $shell records v
done
"$PRECARE_COMMAND" --help | sed -n '/^Commands/,/^Options/s/^  \([a-z][a-z-]*\).*/\1/p' | sort >"$work/commands"
for shell in bash fish; do
    "tab_$shell" "" | sort >"$work/offered"
    holds "$shell: all commands, and nothing else" cmp "$work/commands" "$work/offered"
done
zsh_lists "" | sed -n 's/^\([a-z][a-z-]*\)  *-- .*/\1/p' | sort >"$work/offered" # each with what it is for
holds "zsh: all commands, and nothing else" cmp "$work/commands" "$work/offered"

# ---- each command's sub-commands and options, as its own help has them; of bash and fish, which are quick ----
help_has() { # COMMAND PART: the first words below that heading
    "$PRECARE_COMMAND" help "$1" | sed -nE "/^$2:/,/^\$/s/^  ([a-z][a-z-]*|(-[a-z]|[A-Z]+), (--[a-z-]+)|--[a-z-]+).*/\3 \1/p" |
        sed -E 's/^ //; s/ .*//'
}
whole() { # SHELL: what Tab lacks or has too much
    while read -r command; do
        { help_has "$command" Sub-commands && help_has "$command" Options; } | sort >"$work/wanted"
        { "tab_$1" "$command" "" && "tab_$1" "$command" --; } | grep -xE -e '-?-?[a-z][a-z-]*' | sort -u >"$work/offered"
        comm -3 "$work/wanted" "$work/offered" | sed "s/^/$command: /"
    done <"$work/commands" >"$work/wrong"
    ! grep . "$work/wrong"
}
for shell in bash fish; do
    holds "$shell: the sub-commands and options of every command, and nothing else" whole $shell
done
finish
