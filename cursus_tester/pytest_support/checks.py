"""The check of all builders that the tests of a run ask for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from cursus_tester import api, checking
from cursus_tester.checking import Caching, Plan, Unable
from cursus_tester.model import Report, Subject, SubjectKind
from cursus_tester.pytest_support.chosen import chosen_by
from cursus_tester.pytest_support.configs import class_of, config_for
from cursus_tester.scoring import narrowed

if TYPE_CHECKING:
    from cursus_tester.engine import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check brought."""

    #: ``None`` where nothing could be checked.
    report: Report | None = None
    #: Why a builder that is not in the report could not be checked, by its id.
    problems: dict[str, str] = field(default_factory=dict)


def check_chosen(session: pytest.Session, settings: Plan) -> Checked:
    """Check what the tests of `session` ask for, and report nothing else; `settings` is any plan of this run."""
    config, several = session.config, list(chosen_by(session))
    rules = {rule.info.id: rule for each in several for rule in each.rules}
    subjects = {each.subject.id: each.subject for each in several}
    planned = replace(settings, rules=tuple(rules[id] for id in sorted(rules)))
    options = checking.options(planned, static=config.getoption("conformance_static"))
    configs, problems = _configs(subjects, session, options)
    plain = [subjects[id] for id in sorted(subjects) if id not in configs and id not in problems]
    try:
        reports = [api.run(replace(planned, subjects=tuple(plain)), options, caching=_caching(config))]
        for id, made in configs.items():
            reports.append(_check_with_config(replace(planned, subjects=(subjects[id],)), options, made))
    except Unable as error:
        return Checked(problems=dict.fromkeys(subjects, "\n".join(error.problems)))
    cards = sorted((card for each in reports for card in each.scorecards), key=lambda card: card.subject.id)
    sources = {path: lines for each in reports for path, lines in each.sources.items()}
    asked = {(each.subject.id, rule.info.id) for each in several for rule in each.rules}
    report = narrowed(
        replace(reports[0], scorecards=tuple(cards), sources=sources),
        lambda subject, outcome: (subject.id, outcome.rule.id) in asked,
    )
    return Checked(report=report, problems=problems)


def _configs(
    subjects: dict[str, Subject], session: pytest.Session, options: Options
) -> tuple[dict[str, object], dict[str, str]]:
    """The configs that ``conftest.py`` files have, and what went wrong with them, by builder."""
    configs: dict[str, object] = {}
    problems: dict[str, str] = {}
    for id, subject in sorted(subjects.items()):
        if subject.kind is SubjectKind.BUILDER and not options.static:
            try:
                made = config_for(subject, session)
            except Unable as error:
                problems[id] = str(error)
            else:
                configs.update({id: made} if made is not None else {})
    return configs, problems


def _check_with_config(planned: Plan, options: Options, config: object) -> Report:
    from cursus_tester.evidence.given import Given

    (subject,) = planned.subjects
    cls = class_of(subject)
    return api.run(planned, options, given=Given(cls=cls, config=config) if cls is not None else None)


def _caching(config: pytest.Config) -> Caching:
    """Scorecards are kept where pytest keeps its own, so that --cache-clear and -p no:cacheprovider mean them, too."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    if cache is None:
        return Caching(is_on=False)
    return Caching(folder=str(cache.mkdir("cursus-tester")))
