#!/usr/bin/env bash
# Four pytest plugins that assume that every test is a function, on a test that is not one.
#
# Expected: a collector may make items of its own (pytest documents this for tests in YAML files), and plugins treat
# these as other tests: pytest-retry runs a failed one again, pytest-repeat repeats it, pytest-csv writes a row.
# What happens: pytest-retry, pytest-flakefinder and pytest-csv end the whole session with INTERNALERROR, and the
# tests after that do not run. pytest-repeat runs each item once, without a word. (pytest-rerunfailures, -timeout,
# -html, -randomly, -split, -order, -json-report, -xdist, -testmon and allure-pytest are fine.)
# Versions: pytest 9.2.0 with pytest-retry 1.7.0, pytest-flakefinder 1.1.0, pytest-csv 3.0.0, pytest-repeat 0.9.4.
# Why it matters: a plugin that checks pipeline steps has no function for each check, so its items are of this kind.
#
# Seen:
#   no plugin: 1 failed, 2 passed
#   pytest-retry --retries 1: INTERNALERROR AttributeError: 'Check' object has no attribute '_initrequest'
#   pytest-flakefinder --flake-finder --flake-runs 2: INTERNALERROR AttributeError: 'Check' object has no attribute 'function'
#   pytest-csv --csv out.csv: INTERNALERROR Exception: Failed parsing pytest node id: "steps.json::train::role"
#   pytest-repeat --count 2: 1 failed, 2 passed
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with pytest==9.2.0 pytest-retry==1.7.0 pytest-flakefinder==1.1.0 pytest-csv==3.0.0 pytest-repeat==0.9.4)

echo '{"train": "ok", "model": "no role", "evaluate": "ok"}' >steps.json
touch pytest.ini
cat >conftest.py <<'PY'
import json

import pytest


def pytest_collect_file(parent, file_path):
    if file_path.name == "steps.json":
        return Steps.from_parent(parent, path=file_path)


class Steps(pytest.File):
    def collect(self):
        for name, state in json.loads(self.path.read_text()).items():
            yield Step.from_parent(self, name=name, state=state)


class Step(pytest.Collector):
    def __init__(self, *, state, **others):
        super().__init__(**others)
        self.state = state

    def collect(self):
        yield Check.from_parent(self, name="role")


class Check(pytest.Item):
    def runtest(self):
        assert self.parent.state == "ok", self.parent.state

    def reportinfo(self):
        return self.path, 0, f"{self.parent.name}: {self.name}"
PY

run() { # plugin module, options
    PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 "$python" -m pytest -p no:cacheprovider ${1:+-p "$1"} "${@:2}" >out.txt 2>&1 || true
    if grep --quiet INTERNALERROR out.txt; then
        echo "INTERNALERROR $(grep -E '^INTERNALERROR> [A-Za-z]+: ' out.txt | tail -1 | sed 's/^INTERNALERROR> //')"
    else
        tail -1 out.txt | sed -E 's/^=+ (.*) in .*/\1/'
    fi
}
{
    echo "no plugin: $(run "")"
    echo "pytest-retry --retries 1: $(run pytest_retry.retry_plugin --retries 1)"
    echo "pytest-flakefinder --flake-finder --flake-runs 2: $(run pytest_flakefinder --flake-finder --flake-runs 2)"
    echo "pytest-csv --csv out.csv: $(run pytest_csv._plugin --csv out.csv)"
    echo "pytest-repeat --count 2: $(run pytest_repeat --count 2)"
} | as_seen
