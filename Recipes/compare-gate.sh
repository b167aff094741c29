#!/bin/sh
# A gate for build servers: makes every run of a results file again, and fails if one is not the same to the bit.
#
#   tzopt compare … -o results.jsonl             once, with the version that is trusted
#   Recipes/compare-gate.sh results.jsonl        TZOPT names the tool
set -eu
tzopt=${TZOPT:-tzopt}
file=${1:?usage: compare-gate.sh results.jsonl}
[ -r "$file" ] || { echo "compare-gate.sh: cannot read $file" >&2; exit 66; }

runs=0 failed=0
# The lines of runs; the others say what is compared.
for line in $(sed -n '/^{"chain":/=' "$file"); do
  runs=$((runs + 1))
  said=$("$tzopt" replay "$file:$line") || { failed=$((failed + 1)); echo "$said"; }
done
# A gate that tried nothing is not open.
[ "$runs" -gt 0 ] || { echo "compare-gate.sh: $file holds no runs" >&2; exit 65; }
echo "$((runs - failed)) of $runs runs reproduced"
[ "$failed" -eq 0 ]
