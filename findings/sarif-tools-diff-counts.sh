#!/usr/bin/env bash
# `sarif diff` compares numbers of findings for each rule, not findings.
#
# Expected: one finding fixed in a.py and another one of the same rule new in b.py are one less and one more, and
# `--check error` fails, because there is a new error.
# What happens: "no changes", exit code 0. Files, lines and partialFingerprints are not looked at.
# Versions: sarif-tools 3.0.5.
# Why it matters: as a gate on a pull request it lets a new error through as long as an old one of its rule is fixed.
#
# Seen:
#   sarif-tools 3.0.5
#   error level: +0 -0 no changes
#   exit code 0
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with sarif-tools==3.0.5)

log() { # file, fingerprint
    cat <<JSON
{"version": "2.1.0", "\$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{
  "tool": {"driver": {"name": "tester", "rules": [{"id": "R1"}]}},
  "results": [{"ruleId": "R1", "level": "error", "message": {"text": "The step has no role."},
    "partialFingerprints": {"tester/v1": "$2"},
    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "$1"}, "region": {"startLine": 1}}}]}]}]}
JSON
}
log a.py 11aa >before.sarif
log b.py 22bb >after.sarif
{
    echo "sarif-tools $("$python" -c 'import importlib.metadata as m; print(m.version("sarif-tools"))')"
    code=0
    "$python" -m sarif --check error diff before.sarif after.sarif >diff.txt || code=$?
    grep '^error level' diff.txt
    echo "exit code $code"
} | as_seen
