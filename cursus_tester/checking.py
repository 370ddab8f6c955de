"""From paths to a report: what `check`, the gate, the pytest plugin and the Python interface have in common."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cursus_tester.catalogue import choose_rules
from cursus_tester.discovery import find_subjects
from cursus_tester.model import OutcomeKind, Report, Subject
from cursus_tester.reports.denominator import rules_run
from cursus_tester.rules.registry import Rule, load_rules
from cursus_tester.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from cursus_tester.engine import Options, Progress
    from cursus_tester.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be checked, by which rules."""

    paths: Sequence[str] = (".",)
    #: Ids of rules or prefixes of ids, each value one or several by comma; empty: all.
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    #: The folder that modules are imported from; ``None``: the one above their topmost package.
    import_root: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a request comes to, before anything is run."""

    rules: tuple[Rule, ...] = ()
    #: Sorted by id.
    subjects: tuple[Subject, ...] = ()
    settings: Settings
    #: What is wrong with the request: one message each, with the way out. The rest can be checked all the same.
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caching:
    """Whether and where scorecards of earlier runs are looked up and kept."""

    is_on: bool = True
    #: ``None``: the default folder.
    folder: str | None = None


class Unable(Exception):
    """Nothing can be checked; `problems` says why, one message each, with the way out."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def plan(request: Request) -> Plan:
    """Find the rules and the builders that `request` asks for. Runs none of the code that is to be checked.

    Raises:
        Unable: There is no rule to check by, or the settings cannot be read.
    """
    rules, problems = choose_rules(load_rules(), request.select, request.ignore)
    if not rules:
        raise Unable(*(problems or ["--select and --ignore leave no rule; see `cursus-tester rules`"]))
    try:
        settings = read_settings(os.getcwd())
    except SettingsError as error:
        raise Unable(*problems, str(error)) from error
    if request.import_root is not None and not os.path.isdir(request.import_root):
        raise Unable(*problems, f"--import-root {request.import_root}: no such folder; check the path")
    discovery = find_subjects(request.paths)
    return Plan(
        rules=rules,
        subjects=discovery.subjects,
        settings=settings,
        problems=(*problems, *discovery.problems),
    )


def run(
    planned: Plan, options: Options, *, caching: Caching | None = None, on_progress: Progress | None = None
) -> Report:
    """Check what was planned.

    Raises:
        cursus_tester.evidence.isolation.ProbeError: Builders cannot be run at all.
        cursus_tester.engine.Interrupted: The user interrupted the run.
    """
    from cursus_tester.engine import check

    caching, cache = caching or Caching(), None
    if caching.is_on and not options.static:
        from cursus_tester.cache import open_cache

        # How many run at a time changes no result.
        circumstances = (replace(options, jobs=None), [rule.info.id for rule in planned.rules])
        cache = open_cache(caching.folder, circumstances)
    return check(planned.subjects, planned.rules, options, cache=cache, on_progress=on_progress)


def shortcomings(report: Report) -> tuple[str, ...]:
    """Why a run proves less than it should, if so: one message each."""
    found = []
    crashed = report.summary.counts[OutcomeKind.ERROR]
    if crashed:
        found.append(
            f"rules that crashed: {crashed}; the fault is the rule's, not the builder's, and the report says which"
        )
    if not rules_run(report.summary.counts):
        found.append("no rule ran, so nothing was tested; the report says why, rule by rule")
    return tuple(found)
