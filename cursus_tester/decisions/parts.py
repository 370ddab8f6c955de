"""Split findings into what a decision accepts of them and what it does not.

What a decision does not name stays open: its scenarios are a finding of their own, which keeps the fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cursus_tester.results.finding import Finding, Scenarios, Waiver
from cursus_tester.settings.settings import is_named


def means(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver means a finding of its rule, at least in some of its scenarios."""
    if waiver.message and not is_named(waiver.message, (finding.message,)):
        return False
    return not waiver.scenario or any(is_named(waiver.scenario, (name,)) for name in finding.scenarios)


def waived_parts(finding: Finding, waivers: Iterable[tuple[Waiver, str]]) -> tuple[Finding, ...]:
    """The finding in parts: what no waiver accepts of it, then what each of them does.

    Args:
        finding: As its rule found it.
        waivers: Those for its rule and its builder or line, each with what reports say of it, the first to hold first.
    """
    left, parts = finding.scenarios, list[Finding]()
    for waiver, why in waivers:
        if not means(waiver, finding):
            continue
        if not waiver.scenario:
            return _parts([], [*parts, replace(_within(finding, left), waiver=why)])
        taken = tuple(name for name in left if is_named(waiver.scenario, (name,)))
        if taken:
            left = tuple(name for name in left if name not in taken)
            parts.append(replace(finding.within(taken), waiver=why))
        if not left:
            return _parts([], parts)
    return _parts([_within(finding, left)], parts)


def known_parts(finding: Finding, known: Scenarios) -> tuple[Finding, ...]:
    """The finding in parts: what is found in other scenarios than the `known` ones, then what is known."""
    new = finding.beyond(known)
    if not new:
        return (replace(finding, known=True),)
    rest = tuple(name for name in finding.scenarios if name not in new)
    return _parts([finding.within(new)], [replace(finding.within(rest), known=True)] if rest else [])


def _within(finding: Finding, scenarios: tuple[str, ...]) -> Finding:
    return finding.within(scenarios) if scenarios else finding


def _parts(open: list[Finding], accepted: list[Finding]) -> tuple[Finding, ...]:
    """All of them, each with a fingerprint of its own: the first, which is the open one, keeps the finding's."""
    first, *others = (*open, *accepted)
    return (first, *_told_apart(others))


def _told_apart(parts: Iterable[Finding]) -> Iterator[Finding]:
    for each in parts:
        identity = "|".join((each.fingerprint, *each.scenarios))
        digest = hashlib.sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()
        yield replace(each, fingerprint=digest[:16])
