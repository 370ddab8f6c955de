"""The check of all builders that the tests of a run ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from cursus_tester import api
from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.pytest_plugin.configs import imported_builder_for
from cursus_tester.pytest_plugin.selection import chosen_by
from cursus_tester.results.report import Report
from cursus_tester.results.scoring import narrowed
from cursus_tester.run.planning import Plan, Unable


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check brought."""

    #: ``None`` where nothing could be checked.
    report: Report | None = None
    #: Why a builder that is not in the report could not be checked, by its id.
    problems: dict[str, str] = field(default_factory=dict)


def check_chosen(session: pytest.Session, plans: Sequence[Plan]) -> Checked:
    """Check what the tests of `session` ask for, and report nothing else.

    Args:
        session: Its tests.
        plans: Those that the tests come from.
    """
    with pytest.MonkeyPatch.context() as patch:
        # Paths were found from there; a test may have left pytest in another folder.
        patch.chdir(session.config.invocation_params.dir)
        return _check(session, plans)


def _check(session: pytest.Session, plans: Sequence[Plan]) -> Checked:
    config, several = session.config, list(chosen_by(session))
    rules = {rule.info.id: rule for each in several for rule in each.rules}
    subjects = {each.subject.id: each.subject for each in several}
    together = _together(plans)
    planned = replace(
        together,
        rules=tuple(rules[id] for id in sorted(rules)),
        options=replace(together.options, static=config.getoption("conformance_static")),
    )
    imported: dict[str, ImportedBuilder] = {}
    problems: dict[str, str] = {}
    for id in sorted(subjects) if not planned.options.static else ():
        try:
            found = imported_builder_for(subjects[id], session, planned.settings.import_root)
        except Unable as error:
            problems[id] = str(error)
        else:
            imported.update({id: found} if found is not None else {})
    planned = replace(planned, subjects=tuple(subjects[id] for id in sorted(subjects) if id not in problems))
    try:
        report = api.run(planned, imported=imported, cache_folder=_cache_folder(config))
    except Unable as error:
        return Checked(problems=dict.fromkeys(subjects, "\n".join(error.problems)))
    asked = {(each.subject.id, rule.info.id) for each in several for rule in each.rules}
    return Checked(
        report=narrowed(report, lambda subject, outcome: (subject.id, outcome.rule.id) in asked), problems=problems
    )


def _together(plans: Sequence[Plan]) -> Plan:
    """One plan with the settings of all, which are the same, that looks at whatever one of them looks at."""
    first, *others = plans
    coverage = first.grounds.coverage
    for other in (plan.grounds.coverage for plan in others):
        coverage = replace(
            coverage,
            subjects=tuple({each.id: each for each in (*coverage.subjects, *other.subjects)}.values()),
            names={**coverage.names, **other.names},
            searched=(*coverage.searched, *other.searched),
            is_complete=coverage.is_complete or other.is_complete,
            import_roots=(*coverage.import_roots, *other.import_roots),
        )
    return replace(first, grounds=replace(first.grounds, coverage=coverage))


def _cache_folder(config: pytest.Config) -> str | None:
    """Scorecards are kept where pytest keeps its own, so that --cache-clear and -p no:cacheprovider mean them, too."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    return str(cache.mkdir("cursus-tester")) if cache is not None else None
