#!/usr/bin/env bash
# sarif-tools writes checks that passed into its Code Climate report, as issues.
#
# Expected: a result of kind "pass" or "notApplicable" is no finding (SARIF 2.1.0, 3.27.9): the report that GitLab shows
# as what is wrong with a merge request leaves it out, as `--check` does.
# What happens: each is an issue of severity "info" and of the category "Bug Risk". The CSV has a row for each as well.
# Versions: sarif-tools 3.0.5.
# Why it matters: a tool that logs all that it checked, as conformance testers do, buries its findings. A merge request
# that mends one shows one issue fixed and one added.
#
# Seen:
#   sarif-tools 3.0.5
#   pass: info Bug Risk, rows in the CSV: 1, exit code of --check note: 0
#   notApplicable: info Bug Risk, rows in the CSV: 1, exit code of --check note: 0
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with sarif-tools==3.0.5)

{
    echo "sarif-tools $("$python" -c 'import importlib.metadata as m; print(m.version("sarif-tools"))')"
    for kind in pass notApplicable; do
        cat >log.sarif <<JSON
{"version": "2.1.0", "\$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{
  "tool": {"driver": {"name": "tester", "rules": [{"id": "R1"}]}},
  "results": [{"ruleId": "R1", "kind": "$kind", "level": "none", "message": {"text": "The step has a role."},
    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": 1}}}]}]}]}
JSON
        code=0
        "$python" -m sarif --check note summary log.sarif >/dev/null || code=$?
        "$python" -m sarif codeclimate --output issues.json log.sarif >/dev/null
        "$python" -m sarif csv --output rows.csv log.sarif >/dev/null
        "$python" -c "
import json
[issue] = json.load(open('issues.json'))
rows = open('rows.csv').read().splitlines()[1:]
print('$kind:', issue['severity'], *issue['categories'], end='')
print(f', rows in the CSV: {len(rows)}, exit code of --check note: $code')"
    done
} | as_seen
