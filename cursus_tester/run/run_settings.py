"""The settings that hold for a run: those of the file, overruled by flags, checked against the rules and formats."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cursus_tester.decisions.waivers import beyond_limit
from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.results.rule import Severity
from cursus_tester.rules.catalogue import unknown_id, unknown_rule
from cursus_tester.rules.registry import Rule
from cursus_tester.settings.reading import Settings


def overruled(settings: Settings, flags: Mapping[str, Any]) -> Settings:
    """The settings with what flags say in place of what the file says.

    Args:
        settings: What the file says.
        flags: Values by field of `Settings`; ``None`` and empty lists were not given. ``ignore`` adds to the file's.
    """
    for name, value in flags.items():
        if value is None or value == ():
            continue
        flag = "PATH" if name == "paths" else f"--{name.replace('_', '-')}"
        if name == "ignore" and settings.ignore:
            settings = settings.changed(f"{settings.origins['ignore']}, {flag}", ignore=(*settings.ignore, *value))
        else:
            settings = settings.changed(flag, **{name: value})
    return settings


def mistakes(settings: Settings, rules: Sequence[Rule], today: datetime.date) -> Iterator[str]:
    """What a file says that fits no rule, no format and no limit: one message each."""
    for field in ("select", "ignore"):
        for name in getattr(settings, field):
            if not any(rule.info.id.startswith(name) for rule in rules):
                yield f"{_where(settings, field)}: {unknown_rule(name, rules)}"
    for id in settings.severity:
        if id not in {rule.info.id for rule in rules}:
            yield f"{_where(settings, 'severity')}: {unknown_id(id, rules)}"
    for each in settings.formats:
        name = each.partition("=")[0]
        if name not in RENDERERS:
            close = difflib.get_close_matches(name, RENDERERS, n=1)
            meant = f"did you mean {close[0]}? " if close else ""
            yield f"{_where(settings, 'formats')}: there is no format {name!r}; {meant}known: " + ", ".join(
                sorted(RENDERERS)
            )
    for waiver in settings.waivers:
        if waiver.rule not in {rule.info.id for rule in rules}:
            yield f"{waiver.origin}: rule: {unknown_id(waiver.rule, rules)}"
        too_long = beyond_limit(waiver, settings.waiver_limit_days, today)
        if too_long is not None:
            yield too_long


def with_severities(rules: Iterable[Rule], severities: Mapping[str, Severity]) -> tuple[Rule, ...]:
    """The rules with the severities that a file gives them; only notes weigh nothing."""
    return tuple(_with_severity(rule, severities.get(rule.info.id, rule.info.severity)) for rule in rules)


def _with_severity(rule: Rule, severity: Severity) -> Rule:
    if severity is rule.info.severity:
        return rule
    weight = 0.0 if severity is Severity.INFO else rule.info.weight or 1.0
    return dataclasses.replace(rule, info=dataclasses.replace(rule.info, severity=severity, weight=weight))


def _where(settings: Settings, field: str) -> str:
    return f"{settings.origins[field]}: {field}"
