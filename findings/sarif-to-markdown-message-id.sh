#!/usr/bin/env bash
# sarif-to-markdown says "Nothing here." of a finding whose text stands in its rule, and replaces a finding's level.
#
# Expected: a result with `message.id` is shown with the text from the rule's messageStrings (SARIF 2.1.0, 3.11.6),
# and a result's own `level` wins over its rule's default.
# What happens: results with message.id are left out, and the page says "Nothing here." The level shown is the rule's
# default: an error of a rule whose default is "note" is shown as [NOTE].
# Versions: @security-alert/sarif-to-markdown 1.11.1.
# Why it matters: a comment on a pull request that says "Nothing here." over an error is a green that nobody looked
# at.
#
# Seen:
#   sarif-to-markdown 1.11.1
#   message.text: - **[NOTE]** **[R1]**  `The step has no role.`
#   message.id: Nothing here.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
packages=$(node_with @security-alert/sarif-to-markdown@1.11.1)

cat >show.js <<'JS'
const { sarifToMarkdown } = require("@security-alert/sarif-to-markdown");
console.log("sarif-to-markdown", require("@security-alert/sarif-to-markdown/package.json").version);
const rule = { id: "R1", defaultConfiguration: { level: "note" }, messageStrings: { role: { text: "The step has no role." } } };
const place = { physicalLocation: { artifactLocation: { uri: "a.py" }, region: { startLine: 1 } } };
for (const [name, message] of [["message.text", { text: "The step has no role." }], ["message.id", { id: "role" }]]) {
  const results = [{ ruleId: "R1", level: "error", message, locations: [place] }];
  const log = { version: "2.1.0", runs: [{ tool: { driver: { name: "tester", rules: [rule] } }, results }] };
  const [page] = sarifToMarkdown({ title: "T", owner: "o", repo: "r", branch: "main", sourceRoot: "" })(log);
  const shown = page.body.split("## Results")[1].trim().split("\n")[0];
  console.log(`${name}: ${shown}`);
}
JS
NODE_PATH=$packages/node_modules node show.js | as_seen
