"""Write the sources of the documentation site: pages of rules and step types, and the documents of the repository.

Everything comes from what is there already: the rules' docstrings, the step packs, the mutants as examples, README.md
and docs/. ``make site`` builds the site with mkdocs, which fails on a link that leads nowhere.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cursus_tester.results.rule import Level
from cursus_tester.rules.catalogue import explain_rule
from cursus_tester.rules.registry import Rule, load_rules
from cursus_tester.step_pack import StepPack, packs
from tests.mutants.declare import REPOSITORY, SUITES, Mutant, declared_mutants, mutated

#: The documents, by the name of their page, in the order of the menu.
DOCUMENTS: Mapping[str, str] = {
    "index.md": "README.md",
    "settings.md": "docs/settings.md",
    "pull-requests.md": "docs/pull-requests.md",
    "testing.md": "docs/testing.md",
    "sdk-versions.md": "docs/sdk-versions.md",
    "step-packs.md": "docs/step-packs.md",
    "architecture.md": "ARCHITECTURE.md",
    "contributing.md": "CONTRIBUTING.md",
    "security.md": "SECURITY.md",
    "changelog.md": "CHANGELOG.md",
}
_TITLES = {
    "index.md": "Start",
    "settings.md": "Settings, waivers, baseline",
    "pull-requests.md": "Pull requests",
    "testing.md": "pytest",
    "sdk-versions.md": "Versions of the SDK",
    "step-packs.md": "Step packs",
    "architecture.md": "Architecture",
    "contributing.md": "Contributing",
    "security.md": "Security",
    "changelog.md": "Changelog",
}
_BLOB = "https://github.com/cursus-tester/cursus-tester/blob/main/"
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CONFIGURATION = """\
site_name: cursus-tester
site_description: A conformance tester for SageMaker Pipelines step builders
repo_url: https://github.com/cursus-tester/cursus-tester
docs_dir: docs
site_dir: html
strict: true
validation:
  nav: {omitted_files: warn, not_found: warn}
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
theme:
  name: material
  # The site fetches nothing from elsewhere.
  font: false
  features: [navigation.indexes, navigation.top, content.code.copy]
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, toggle: {icon: material/weather-night, name: Dark}}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {icon: material/weather-sunny, name: Light}}
plugins: [search]
markdown_extensions: [admonition, tables, pymdownx.highlight, pymdownx.superfences, toc: {permalink: true}]
nav:
"""


def write_site(folder: Path) -> None:
    """Write ``mkdocs.yml`` and its pages into `folder`, in place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    docs = folder / "docs"
    (docs / "rules").mkdir(parents=True)
    (docs / "steps").mkdir()
    shutil.copytree(REPOSITORY / "docs" / "images", docs / "images")
    rules = load_rules()
    # Those of SDK v2 where there are both.
    examples = {rule: each for major in (3, 2) for rule, each in examples_of(declared_mutants(SUITES[major])).items()}
    for page, source in DOCUMENTS.items():
        text = (REPOSITORY / source).read_text("utf-8")
        (docs / page).write_text(relinked(text, source, page), encoding="utf-8")
    for rule in rules:
        (docs / "rules" / f"{rule.info.id}.md").write_text(
            rule_page(rule, examples.get(rule.info.id)), encoding="utf-8"
        )
    (docs / "rules" / "index.md").write_text("\n".join(_rules_index(rules)), encoding="utf-8")
    for pack in packs():
        (docs / "steps" / f"{pack.name}.md").write_text("\n".join(_pack_page(pack, rules)), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(_CONFIGURATION + "\n".join(_menu(rules)) + "\n", encoding="utf-8")


def relinked(text: str, source: str, page: str) -> str:
    """A document with its links as they lead from its page: to other pages, else to the repository."""
    pages = {document: name for name, document in DOCUMENTS.items()}

    def link(found: re.Match[str]) -> str:
        path, _, anchor = found[1].partition("#")
        if not path or "://" in path:
            return found[0]
        target = os.path.normpath(os.path.join(os.path.dirname(source), path))
        hash_ = f"#{anchor}" if anchor else ""
        if target == "docs/rules.md":
            rule = re.match(r"[a-z]+\d+", anchor)
            return f"](rules/{rule[0].upper()}.md)" if rule else "](rules/index.md)"
        if target in pages:
            return f"]({pages[target]}{hash_})"
        if target.startswith("docs/images/"):
            return f"]({target.removeprefix('docs/')})"
        return f"]({_BLOB}{target}{hash_})"

    return _LINK.sub(link, text)


def examples_of(mutants: Sequence[Mutant]) -> Mapping[str, Mutant]:
    """The shortest mutant that each rule must find, by rule."""
    found: dict[str, Mutant] = {}
    for mutant in sorted(
        mutants,
        key=lambda each: (len(each.new), len(each.replacements), sum(len(new) for _, _, new in each.replacements)),
    ):
        for rule in mutant.rules:
            if mutant.name.startswith(rule):
                found.setdefault(rule, mutant)
    return found


def rule_page(rule: Rule, example: Mutant | None) -> str:
    """What `explain` prints of a rule, with a builder that fails it and its fix."""
    heading, _, rest = explain_rule(rule).partition("\n")
    facts, _, text = rest.partition("\n\n")
    table = "".join(
        f"| {name.strip()} | {value.strip()} |\n" for name, _, value in (x.partition(":") for x in facts.splitlines())
    )
    parts = [f"# {heading}\n", f"| | |\n|---|---|\n{table}", f"{text}\n"]
    if example is not None:
        parts += [f"## Example\n\n{_example(example)}"]
    return "\n".join(parts)


def _example(mutant: Mutant) -> str:
    """What a reference builder has, and what the mutant has in its place."""
    what = mutant.name.partition(": ")[2]
    lines = [f"A builder that fails the rule: {what}. The lines with `-` are the mistake, those with `+` the fix.\n"]
    for file, text in mutated(mutant).items():
        if not (REPOSITORY / file).exists():
            lines += [f"`{file}` beside it:\n", "```python", *text.splitlines(), "```", ""]
            continue
        correct = (REPOSITORY / file).read_text("utf-8")
        changes = difflib.unified_diff(text.splitlines(), correct.splitlines(), file, file, lineterm="")
        lines += ["```diff", *changes, "```", ""]
    return "\n".join(lines)


def _rules_index(rules: Sequence[Rule]) -> Iterator[str]:
    yield "# Rules"
    for level in Level:
        yield from ("", f"## {level.title}", "", "| rule | severity | steps | a builder … |", "|---|---|---|---|")
        for rule in sorted(rules, key=lambda each: each.info.id):
            if rule.info.level is level:
                info, steps = rule.info, ", ".join(rule.step_types) or "all"
                yield f"| [{info.id} {info.slug}]({info.id}.md) | {info.severity.value} | {steps} | {info.title} |"


def _pack_page(pack: StepPack, rules: Sequence[Rule]) -> Iterator[str]:
    yield from (f"# {pack.name} steps", "", "| | |", "|---|---|", f"| class of the SDK | `{pack.step_class}` |")
    if pack.operation is not None:
        yield f"| what a run calls | `{pack.operation.name}` of {pack.operation.service} |"
    yield f"| type in the pipeline's definition | `{pack.definition_type}` |"
    own = [rule for rule in rules if pack.name in rule.step_types]
    if own:
        yield from ("", "Rules for these steps, beside [those for all](../rules/index.md):", "")
        yield from (
            f"- [{each.info.id} {each.info.slug}](../rules/{each.info.id}.md): {each.info.title}" for each in own
        )
    else:
        yield from ("", "[The rules for all steps](../rules/index.md) judge these.")
    yield ""


def _menu(rules: Sequence[Rule]) -> Iterator[str]:
    pages = list(DOCUMENTS)
    yield from (f"  - {_TITLES[page]}: {page}" for page in pages[:4])
    yield from ("  - Rules:", "      - rules/index.md")
    yield from (f"      - rules/{id}.md" for id in sorted(rule.info.id for rule in rules))
    yield "  - Step types:"
    yield from (f"      - {pack.name}: steps/{pack.name}.md" for pack in sorted(packs(), key=lambda each: each.name))
    yield "  - Project:"
    yield from (f"      - {_TITLES[page]}: {page}" for page in pages[4:])


if __name__ == "__main__":
    write_site(Path(sys.argv[1]))
