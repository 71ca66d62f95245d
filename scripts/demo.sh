#!/bin/sh
# The whole product in half a minute, in a directory of its own: a lookup, a short practice, its history.
set -eu
CODEQUIZ_HOME="${CODEQUIZ_HOME:-$(pwd)/.demo}"
export CODEQUIZ_HOME

say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] || say() { printf '\n$ %s\n' "$*"; }

say codequiz lookup dm2 w neuropathy --limit 4
codequiz lookup dm2 w neuropathy --limit 4
say codequiz lookup lap chole --limit 3
codequiz lookup lap chole --limit 3
say codequiz show K35.2
codequiz show K35.2
say 'codequiz practice --questions 4 --seed 7 --plain   # with the answers typed'
printf '%s\n' C A '/ 99231' B A e y | codequiz practice --questions 4 --seed 7 --plain
say codequiz history
codequiz history
printf '\nYour own: codequiz practice. The data of this demo is in %s.\n' "$CODEQUIZ_HOME"
