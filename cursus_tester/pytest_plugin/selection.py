"""What the tests of a pytest run ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cursus_tester.results.outcome import Outcome
from cursus_tester.results.rule import FailOn
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Chosen:
    """A builder, and the rules that a test judges it by."""

    subject: Subject
    rules: tuple[Rule, ...]

    def __repr__(self) -> str:
        return f"<{self.subject.id}, {len(self.rules)} rules>"

    @property
    def name(self) -> str:
        """The class's name."""
        return self.subject.name

    def includes(self, subject: Subject, outcome: Outcome) -> bool:
        """Whether it asks for this outcome of this builder."""
        return subject.id == self.subject.id and any(rule.info.id == outcome.rule.id for rule in self.rules)


def chosen_by(session: pytest.Session) -> Iterator[Chosen]:
    """Yield what the tests ask for that were not deselected."""
    for item in session.items:
        given = (getattr(item, "chosen", None), *getattr(getattr(item, "callspec", None), "params", {}).values())
        yield from (each for each in given if isinstance(each, Chosen))


def fail_on(config: pytest.Config) -> FailOn | None:
    """What ``--conformance-fail-on`` says; ``None``: it was not given."""
    named: str | None = config.getoption("conformance_fail_on")
    return FailOn(named) if named else None
