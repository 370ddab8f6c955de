#!/usr/bin/env bash
# sarif-tools does not look up what a SARIF result says by reference: its rule, its level, its text, its file.
#
# Expected, by SARIF 2.1.0: a result of the rule "R1/role" without an index takes its level from R1, one whose rule the
# invocation configures takes the level from there (3.27.10), {0} stands for the first argument, and an artifactLocation
# with an index has the address of that artifact.
# What happens: the first is a warning where the rule says error, and passes `--check error`. The second is an error where
# the run says note. The text shows "{0}". The file is "-".
# Versions: sarif-tools 3.0.5.
# Why it matters: a gate built on `sarif --check error` lets an error through, and fails for a finding that the tool's own
# settings made a note.
#
# Seen:
#   sarif-tools 3.0.5
#   the rule's level, rule R1: error, exit code 1
#   the rule's level, rule R1/role: warning, exit code 0
#   the invocation's level: error, exit code 1
#   an argument: error: No {0}. in a.py
#   an artifact's index: error: No role. in -
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with sarif-tools==3.0.5)

log() { # the result's own properties, its file, the run's own properties
    cat <<JSON
{"version": "2.1.0", "\$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{
  "tool": {"driver": {"name": "tester", "rules": [{"id": "R1", "defaultConfiguration": {"level": "error"}}]}}, $3
  "results": [{$1, "locations": [{"physicalLocation": {"artifactLocation": {$2}, "region": {"startLine": 1}}}]}]}]}
JSON
}
show() { # label, what of a row to show
    "$python" -m sarif csv --output rows.csv log.sarif >/dev/null 2>&1
    code=0
    "$python" -m sarif --check error summary log.sarif >/dev/null 2>&1 || code=$?
    printf '%s: ' "$1"
    "$python" -c "
import csv
[row] = csv.DictReader(open('rows.csv', encoding='utf-8-sig'))
print('$2'.format(**row, code=$code))"
}
file='"uri": "a.py"'
text='"message": {"text": "No role."}'
override='{"executionSuccessful": true, "ruleConfigurationOverrides":
  [{"descriptor": {"index": 0}, "configuration": {"level": "note"}}]}'
{
    echo "sarif-tools $("$python" -c 'import importlib.metadata as m; print(m.version("sarif-tools"))')"
    log "\"ruleId\": \"R1\", $text" "$file" "" >log.sarif
    show "the rule's level, rule R1" "{Severity}, exit code {code}"
    log "\"ruleId\": \"R1/role\", $text" "$file" "" >log.sarif
    show "the rule's level, rule R1/role" "{Severity}, exit code {code}"
    log "\"ruleId\": \"R1\", \"ruleIndex\": 0, $text" "$file" "\"invocations\": [$override]," >log.sarif
    show "the invocation's level" "{Severity}, exit code {code}"
    log '"ruleId": "R1", "message": {"text": "No {0}.", "arguments": ["role"]}' "$file" "" >log.sarif
    show "an argument" "{Severity}: {Description} in {Location}"
    log "\"ruleId\": \"R1\", $text" '"index": 0' '"artifacts": [{"location": {"uri": "a.py"}}],' >log.sarif
    show "an artifact's index" "{Severity}: {Description} in {Location}"
} | as_seen
