#!/usr/bin/env bash
# sarif-junit takes a finding whose level stands in its rule, or nowhere, for a test that passed.
#
# Expected: a result without a level has that of its rule, and where the rule has none it is a warning (SARIF 2.1.0,
# 3.27.10). Both are failures, as a warning that is written out is.
# What happens: only a level in the result itself makes a failure. The same finding without it passes.
# Versions: sarif-junit 1.1.4 (npm).
# Why it matters: leaving the default level out is what the standard suggests, and common tools do. GitLab then shows each
# finding as a green test.
#
# Seen:
#   an error by its rule: passed
#   a warning by default: passed
#   a warning in the result: failed
set -euo pipefail
. "$(dirname "$0")/environment.sh"
packages=$(node_with sarif-junit@1.1.4)

result() { # label, the result's own properties
    cat <<JSON
{"message": {"text": "$1"}, $2,
  "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": 1}}}]}
JSON
}
cat >log.sarif <<JSON
{"version": "2.1.0", "runs": [{
  "tool": {"driver": {"name": "tester", "rules": [{"id": "R1", "defaultConfiguration": {"level": "error"}}, {"id": "R2"}]}},
  "results": [
    $(result "an error by its rule" '"ruleId": "R1", "ruleIndex": 0'),
    $(result "a warning by default" '"ruleId": "R2", "ruleIndex": 1'),
    $(result "a warning in the result" '"ruleId": "R2", "level": "warning"')]}]}
JSON
"$packages/node_modules/.bin/sarif-junit" -i log.sarif -o report.xml >/dev/null
"${PYTHON:-python3}" - <<'PY' | as_seen
import xml.etree.ElementTree as ET

for case in ET.parse("report.xml").iter("testcase"):
    label = case.get("name").removeprefix("Ln 1 ")
    print(f"{label}: {'passed' if case.find('failure') is None else 'failed'}")
PY
