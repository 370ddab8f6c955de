#!/usr/bin/env bash
# test-results-parser loses the tests of suites inside suites, and takes a suite without a count of failures for skipped.
#
# Expected: a suite may hold suites, as in the reports of Ant, PHPUnit and others, and the cases in them are cases. Whether
# a case failed stands in the case.
# What happens: only the cases at the top of a suite are read: the failed one is missing from the report, though counted. A
# suite that does not count its failures is "SKIP", with a failed case in it.
# Versions: test-results-parser 0.4.6 (npm).
# Why it matters: the message in the team's chat names no test, or says that all was skipped.
#
# Seen:
#   flat: FAIL, total 1, cases: role FAIL
#   inside a suite: FAIL, total 1, cases: none
#   flat, without counts: SKIP, total 1, cases: role FAIL
set -euo pipefail
. "$(dirname "$0")/environment.sh"
packages=$(node_with test-results-parser@0.4.6)

case='<testcase classname="steps" name="role" time="1"><failure message="no role"/></testcase>'
counts='tests="1" failures="1" errors="0" skipped="0" time="1"'
echo "<testsuites $counts><testsuite name=\"steps\" $counts>$case</testsuite></testsuites>" >flat.xml
echo "<testsuites $counts><testsuite name=\"steps\" $counts><testsuite name=\"train\" $counts>$case</testsuite></testsuite></testsuites>" >nested.xml
echo "<testsuites><testsuite name=\"steps\" tests=\"1\">$case</testsuite></testsuites>" >uncounted.xml
cat >show.js <<'JS'
const { parse } = require("test-results-parser");
for (const [label, file] of [["flat", "flat"], ["inside a suite", "nested"], ["flat, without counts", "uncounted"]]) {
  const { status, total, suites } = parse({ type: "junit", files: [`${file}.xml`] });
  const cases = suites.flatMap((suite) => suite.cases.map((each) => `${each.name} ${each.status}`));
  console.log(`${label}: ${status}, total ${total}, cases: ${cases.join(", ") || "none"}`);
}
JS
NODE_PATH=$packages/node_modules node show.js | as_seen
