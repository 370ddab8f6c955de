#!/usr/bin/env bash
# A type checker that finds mistakes in calls of SDK v2 finds none in calls of v3.
#
# Expected: v3 is annotated throughout and built on pydantic, v2 carries py.typed, so mypy checks calls of v3 as it
# does those of v2.
# What happens: none of v3's distributions carries py.typed. mypy reports one "untyped" for the import, and with the
# usual ignore_missing_imports nothing at all: every object of the SDK is Any.
# Versions: sagemaker-core 2.27.0 and sagemaker-mlops 1.27.0 against sagemaker 2.257.7, mypy 2.4.1.
# Why it matters: after the move to v3 the check in CI stays green and no longer checks the pipeline.
#
# Seen:
#   v2: wrong.py:3: error: Unexpected keyword argument "nam" for "ParameterString"; did you mean "name"?  [call-arg]
#   v3: Success: no issues found in 1 source file
#   files named py.typed: v2 1, v3 0
set -euo pipefail
. "$(dirname "$0")/environment.sh"
v2=$(python_with --no-deps sagemaker==2.257.7)
v3=$(python_with --no-deps sagemaker-core==2.27.0 sagemaker-mlops==1.27.0)
mypy=$(python_with mypy==2.4.1)

check() { # interpreter whose packages count, module
    printf 'from %s import ParameterString\n\nParameterString(nam="data")\n' "$2" >wrong.py
    "$mypy" -m mypy --strict --ignore-missing-imports --follow-imports=silent --python-executable "$1" wrong.py || true
}
typed() { find "$(dirname "$1")/../lib" -path '*/sagemaker/*' -name py.typed | wc -l; }
{
    check "$v2" sagemaker.workflow.parameters | grep ': error: ' | sed 's/^/v2: /'
    check "$v3" sagemaker.core.workflow.parameters | sed 's/^/v3: /'
    echo "files named py.typed: v2 $(typed "$v2"), v3 $(typed "$v3")"
} | as_seen
