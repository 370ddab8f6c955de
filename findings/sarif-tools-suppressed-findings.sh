#!/usr/bin/env bash
# sarif-tools counts findings that the log says are suppressed, and findings that are gone.
#
# Expected: a result with an accepted suppression, and one whose baselineState is "absent" (it was there in an earlier
# run and no longer is), do not count as open errors, and `--check error` passes.
# What happens: both count. No output of the tool (summary, CSV, Code Climate) tells them from open ones.
# Versions: sarif-tools 3.0.5.
# Why it matters: a waived finding stays in a SARIF log, with a suppression. A pipeline gate built on `sarif --check
# error summary` fails on every waiver.
#
# Seen:
#   sarif-tools 3.0.5
#   suppressed: error: 1, exit code 1
#   absent: error: 1, exit code 1
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with sarif-tools==3.0.5)

log() { # the result's own properties
    cat <<JSON
{"version": "2.1.0", "\$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{
  "tool": {"driver": {"name": "tester", "rules": [{"id": "R1"}]}},
  "results": [{"ruleId": "R1", "level": "error", "message": {"text": "The step has no role."}, $1,
    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": 1}}}]}]}]}
JSON
}
log '"suppressions": [{"kind": "external", "status": "accepted", "justification": "agreed"}]' >suppressed.sarif
log '"baselineState": "absent"' >absent.sarif
{
    echo "sarif-tools $("$python" -c 'import importlib.metadata as m; print(m.version("sarif-tools"))')"
    for name in suppressed absent; do
        code=0
        "$python" -m sarif --check error summary $name.sarif >summary.txt 2>/dev/null || code=$?
        echo "$name: $(grep error: summary.txt), exit code $code"
    done
} | as_seen
