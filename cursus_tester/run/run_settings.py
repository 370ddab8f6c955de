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
from cursus_tester.rules.registry import Rule, present_ids
from cursus_tester.settings.settings import SETTING_BY_FIELD, Settings


def overruled(settings: Settings, flags: Mapping[str, Any]) -> Settings:
    """The settings with what flags say in place of what the file says.

    Args:
        settings: What the file says.
        flags: Values by field of `Settings`; ``None`` and empty lists were not given. ``ignore`` adds to the file's.
    """
    for name, value in flags.items():
        if value is None or value == ():
            continue
        flag = SETTING_BY_FIELD[name].origin
        if name == "ignore" and settings.ignore:
            settings = settings.changed(f"{settings.origins['ignore']}, {flag}", ignore=(*settings.ignore, *value))
        else:
            settings = settings.changed(flag, **{name: value})
    return settings


def mistakes(settings: Settings, rules: Sequence[Rule], today: datetime.date) -> Iterator[str]:
    """What a file says that fits no rule, no format and no limit: one message each."""
    for field in ("select", "ignore"):
        for name in getattr(settings, field):
            if not any(rule.info.begins_with(name) for rule in rules):
                yield f"{_where(settings, field)}: {unknown_rule(name, rules)}"
    present = present_ids(rules)
    said: dict[str, str] = {}
    for id in settings.severity:
        if id.upper() not in present:
            yield f"{_where(settings, 'severity')}: {unknown_id(id, rules)}"
            continue
        other = said.setdefault(present[id.upper()], id)
        if other != id:
            yield f"{_where(settings, 'severity')}: {other} and {id} are one rule; keep one of them"
    for each in settings.formats:
        name = each.partition("=")[0]
        if name not in RENDERERS:
            close = difflib.get_close_matches(name, RENDERERS, n=1)
            meant = f"did you mean {close[0]}? " if close else ""
            yield f"{_where(settings, 'formats')}: there is no format {name!r}; {meant}known: " + ", ".join(
                sorted(RENDERERS)
            )
    for waiver in settings.waivers:
        if waiver.rule.upper() not in present:
            yield f"{waiver.origin}: rule: {unknown_id(waiver.rule, rules)}"
        too_long = beyond_limit(waiver, settings.waiver_limit_days, today)
        if too_long is not None:
            yield too_long


def with_severities(rules: Iterable[Rule], severities: Mapping[str, Severity]) -> tuple[Rule, ...]:
    """The rules with the severities that a file gives them; only notes weigh nothing."""
    by_id = {id.upper(): severity for id, severity in severities.items()}

    def of(rule: Rule) -> Severity:
        return next((by_id[id] for id in rule.info.ids if id in by_id), rule.info.severity)

    return tuple(_with_severity(rule, of(rule)) for rule in rules)


def _with_severity(rule: Rule, severity: Severity) -> Rule:
    if severity is rule.info.severity:
        return rule
    weight = 0.0 if severity is Severity.INFO else rule.info.weight or 1.0
    return dataclasses.replace(rule, info=dataclasses.replace(rule.info, severity=severity, weight=weight))


def _where(settings: Settings, field: str) -> str:
    return f"{settings.origins[field]}: {field}"
