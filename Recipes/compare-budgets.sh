#!/bin/sh
# Which chain is best depends on what a run may spend: the runs that each solves, by budget.
#
#   Recipes/compare-budgets.sh [PROBLEMS]        TZOPT names the tool
set -eu
tzopt=${TZOPT:-tzopt}
problems=${1:-rosenbrock,beale,booth,himmelblau}

printf '%8s  %-24s %s\n' budget chain solved
for budget in 20 100 1000; do
  rows=$("$tzopt" compare --problems "$problems" --seeds 5 --budget "$budget" --format csv \
    --chains 'adam | lr(0.1)' 'lbfgs | strongwolfe' 'newton | backtracking')
  echo "$rows" | awk -F, -v budget="$budget" '$1 == "all" { printf "%8s  %-24s %s/%s\n", budget, $2, $5, $4 }'
done
