#!/bin/sh
# A step size for adam from a grid, then adam with it against a chain that needs none: from starts that the grid did not see.
#
#   Recipes/compare-rates.sh [PROBLEMS]          TZOPT names the tool
set -eu
tzopt=${TZOPT:-tzopt}
problems=${1:-rosenbrock}

set --
for rate in 0.001 0.003 0.01 0.03 0.1 0.3 1; do set -- "$@" "$rate=adam | lr($rate)"; done
# Most solved, then fewest evaluations: the first row of a report.
# Each report is a text of its own first: in a pipe nobody would see that the tool failed.
rows=$("$tzopt" compare --problems "$problems" --chains "$@" --seeds 3 --budget 2000 --format csv)
best=$(printf '%s\n' "$rows" | sed -n 2p | cut -d, -f3)
echo "the grid of $# chains took $((3 * $#)) runs on each problem and chose: $best"
report=$("$tzopt" compare --problems "$problems" --chains "tuned=$best" 'lbfgs | strongwolfe' --seeds 3-12 --budget 2000 --format markdown)
# The first of its tables.
printf '%s\n' "$report" | awk '/^\| / && !done { print; seen = 1; next } seen { done = 1 }'
