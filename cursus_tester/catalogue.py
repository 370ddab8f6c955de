"""The rules as a user names and reads them: choosing by id or prefix, listing, explaining."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from cursus_tester.rules.registry import Rule, select_rules


def choose_rules(
    rules: Sequence[Rule], select: Iterable[str], ignore: Iterable[str]
) -> tuple[tuple[Rule, ...], list[str]]:
    """Return the rules that `select` and `ignore` leave, and a message for each name in them that fits no rule.

    Both hold ids or prefixes of ids, separated by commas. When no name in a non-empty `select` fits, no rule is left.
    """
    wanted, unknown_wanted = _known_names(rules, select)
    unwanted, unknown_unwanted = _known_names(rules, ignore)
    problems = [f"--select: {problem}" for problem in unknown_wanted]
    problems += [f"--ignore: {problem}" for problem in unknown_unwanted]
    if unknown_wanted and not wanted:
        return (), problems
    return tuple(select_rules(rules, wanted, unwanted)), problems


def find_rule(rules: Iterable[Rule], id: str) -> Rule | None:
    """Return the rule of this id, in capitals or not; ``None`` when there is none."""
    return next((rule for rule in rules if rule.info.id == id.upper()), None)


def unknown_rule(name: str, rules: Iterable[Rule]) -> str:
    """Say that no rule has this id or prefix, and which one may have been meant."""
    id_by_name = {known: rule.info.id for rule in rules for known in (rule.info.id, rule.info.slug)}
    close = difflib.get_close_matches(name.upper(), id_by_name, n=1) or difflib.get_close_matches(
        name.lower(), id_by_name, n=1
    )
    meant = f"did you mean {id_by_name[close[0]]}?" if close else "`cursus-tester rules` lists them all"
    return f"no rule has the id or prefix {name!r}; {meant}"


def list_rules(rules: Iterable[Rule]) -> list[str]:
    """Return a line for each rule: id, slug, severity, level and title."""
    infos = [rule.info for rule in rules]
    slug_width = max((len(info.slug) for info in infos), default=0)
    return [
        f"{info.id:<6}{info.slug:<{slug_width}}  {info.severity.value:<8}{info.level.value:<14}{info.title}"
        for info in infos
    ]


def explain_rule(rule: Rule) -> str:
    """Return a rule's documentation under what the catalogue says of it."""
    facts = {
        "level": rule.info.level.title,
        "severity": rule.info.severity.value,
        "evidence": _evidence(rule),
        "step type": rule.step_type or "all",
    }
    table = "\n".join(f"  {name + ':':<11}{value}" for name, value in facts.items())
    return f"{rule.info.id} {rule.info.slug}\n{table}\n\n{rule.documentation}"


def _known_names(rules: Sequence[Rule], values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Split comma-separated ids and prefixes into those that fit a rule, and messages about the others."""
    names = [name.strip() for value in values for name in value.split(",")]
    known = [name for name in names if name and any(rule.info.id.startswith(name) for rule in rules)]
    return known, [unknown_rule(name, rules) for name in names if name not in known]


def _evidence(rule: Rule) -> str:
    if not rule.is_static:
        return "dynamic (runs the builder)"
    return "both (source, and a run of the builder)" if rule.optional else "static (source only)"
