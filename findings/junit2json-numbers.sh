#!/usr/bin/env bash
# junit2json turns text that looks like a number into a number, and loses what stood there.
#
# Expected: names and property values of a JUnit XML file are text, and stay text in JSON.
# What happens: framework version "2.10" becomes 2.1, an account "000000000042" becomes 42, and a test named "007" is
# 7.
# Versions: junit2json 4.0.0 (npm).
# Why it matters: reports of pipeline tests have versions, accounts and hashes in their properties. 2.1 and 2.10 are
# two versions of a framework, and two tests "007" and "07" become one.
#
# Seen:
#   framework_version: 2.1
#   account: 42
#   test: 7
set -euo pipefail
. "$(dirname "$0")/environment.sh"
packages=$(node_with junit2json@4.0.0)

cat >report.xml <<'XML'
<testsuites>
  <testsuite name="steps" tests="1">
    <properties>
      <property name="framework_version" value="2.10"/>
      <property name="account" value="000000000042"/>
    </properties>
    <testcase classname="steps" name="007"/>
  </testsuite>
</testsuites>
XML
"$packages/node_modules/.bin/junit2json" report.xml >report.json
node -e '
const [suite] = JSON.parse(require("fs").readFileSync("report.json")).testsuite;
for (const { name, value } of suite.properties) console.log(`${name}: ${JSON.stringify(value)}`);
console.log(`test: ${JSON.stringify(suite.testcase[0].name)}`);' | as_seen
