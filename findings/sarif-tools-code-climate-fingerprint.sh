#!/usr/bin/env bash
# sarif-tools makes Code Climate fingerprints from the line number and drops those of the SARIF log.
#
# Expected: a finding whose partialFingerprints stay the same keeps its fingerprint when a line is added above it.
# SARIF has partialFingerprints for that, and GitLab matches findings of two branches by the fingerprint.
# What happens: the fingerprint changes with the line.
# Versions: sarif-tools 3.0.5.
# Why it matters: an import added at the top of a file makes GitLab show every finding below it as fixed and as new.
#
# Seen:
#   sarif-tools 3.0.5
#   line 10: partialFingerprint 11aa, Code Climate fingerprint c376fa52
#   line 11: partialFingerprint 11aa, Code Climate fingerprint 1080d44c
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with sarif-tools==3.0.5)

{
    echo "sarif-tools $("$python" -c 'import importlib.metadata as m; print(m.version("sarif-tools"))')"
    for line in 10 11; do
        cat >log.sarif <<JSON
{"version": "2.1.0", "\$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{
  "tool": {"driver": {"name": "tester", "rules": [{"id": "R1"}]}},
  "results": [{"ruleId": "R1", "level": "error", "message": {"text": "The step has no role."},
    "partialFingerprints": {"tester/v1": "11aa"},
    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": $line}}}]}]}]}
JSON
        "$python" -m sarif codeclimate --output issues.json log.sarif >/dev/null
        "$python" -c "
import json
[issue] = json.load(open('issues.json'))
print('line $line: partialFingerprint 11aa, Code Climate fingerprint', issue['fingerprint'][:8])"
    done
} | as_seen
