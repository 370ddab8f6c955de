#!/usr/bin/env bash
# junit-report-merger makes one suite of two suites that have one name.
#
# Expected: "collecting all <testsuite> elements from all XML reports and putting them together" (its README): two reports
# with a suite of one name give a report with two suites.
# What happens: one suite, with the cases, the properties and the counts of both, and with the timestamp of the
# first. Which case belongs to which properties can no longer be told.
# Versions: junit-report-merger 9.0.4 (npm).
# Why it matters: pytest names each suite "pytest". The runs of a matrix, with SDK v2 and with v3, become one in which each
# test has passed and failed.
#
# Seen:
#   suites: pytest
#   properties: sdk=2, sdk=3
#   cases: test_compiles passed, test_compiles failed
#   tests: 2, timestamp: 2026-01-01T00:00:00
set -euo pipefail
. "$(dirname "$0")/environment.sh"
packages=$(node_with junit-report-merger@9.0.4)

report() { # SDK, time, day, what is in the case
    cat <<XML
<testsuites><testsuite name="pytest" tests="1" failures="$5" errors="0" skipped="0" time="$2" timestamp="2026-01-0$3T00:00:00">
  <properties><property name="sdk" value="$1"/></properties>
  <testcase classname="steps" name="test_compiles" time="$2">$4</testcase>
</testsuite></testsuites>
XML
}
report 2 1.5 1 "" 0 >v2.xml
report 3 2.5 2 '<failure message="no role"/>' 1 >v3.xml
"$packages/node_modules/.bin/jrm" merged.xml v2.xml v3.xml >/dev/null
"${PYTHON:-python3}" - <<'PY' | as_seen
import xml.etree.ElementTree as ET

suites = list(ET.parse("merged.xml").iter("testsuite"))
print("suites:", ", ".join(suite.get("name") for suite in suites))
[suite] = suites
print("properties:", ", ".join(f"{each.get('name')}={each.get('value')}" for each in suite.iter("property")))
cases = [(case.get("name"), "passed" if case.find("failure") is None else "failed") for case in suite.iter("testcase")]
print("cases:", ", ".join(" ".join(case) for case in cases))
print("tests: {tests}, timestamp: {timestamp}".format(**suite.attrib))
PY
