"""From paths to a report: what `check`, the gate, the pytest plugin and the Python interface have in common."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cursus_tester.decisions.applying import Grounds, decide, fully_judged, scope_of
from cursus_tester.decisions.stored_baseline import StoredBaseline, Unreadable, load_baseline
from cursus_tester.files import dependencies
from cursus_tester.reports.denominator import rules_run
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report, Shard
from cursus_tester.results.rule import FailOn
from cursus_tester.results.subject import Subject
from cursus_tester.rules.catalogue import choose_rules, split_names
from cursus_tester.rules.registry import Rule, load_rules, present_ids
from cursus_tester.run.run_settings import mistakes, overruled, with_severities
from cursus_tester.settings.reading import Settings, SettingsError, read_settings
from cursus_tester.source.discovery import find_subjects

if TYPE_CHECKING:
    from cursus_tester.evidence.imported_builder import ImportedBuilder
    from cursus_tester.run.cache import ResultCache, Store
    from cursus_tester.run.engine import Progress
from cursus_tester.settings.run_options import RunOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be checked, by which rules. What is left out the settings say, else their defaults."""

    #: Empty: the settings' paths, else the working directory.
    paths: Sequence[str] = ()
    #: Ids of rules or prefixes of ids, each value one or several by comma.
    select: Sequence[str] = ()
    #: These and those that the settings ignore.
    ignore: Sequence[str] = ()
    #: The folder that modules are imported from.
    import_root: str | None = None
    fail_on: FailOn | None = None
    #: The score that every builder has to have.
    min_score: float | None = None
    #: Reports to write, as ``FORMAT`` or ``FORMAT=FILE``.
    formats: Sequence[str] = ()
    #: Seconds for one builder's scenarios together.
    timeout: float | None = None
    #: Bytes of memory for one builder.
    memory_limit: int | None = None
    #: How many generated configs are tried on each builder.
    examples: int | None = None
    #: The day by which waivers are judged; ``None``: today by the clock.
    today: datetime.date | None = None
    #: The file of accepted findings; empty: none, ``None``: that of the settings.
    baseline: str | None = None
    #: Which part of the builders is checked; ``None``: all of them.
    shard: Shard | None = None
    #: Whether waivers that are not in order are an error.
    strict_waivers: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a request comes to, before anything is run."""

    rules: tuple[Rule, ...] = ()
    #: What is checked, sorted by id.
    subjects: tuple[Subject, ...] = ()
    #: What there is, sorted by id: also the subjects of other shards.
    discovered: tuple[Subject, ...] = ()
    shard: Shard | None = None
    #: Those of the settings file, with what the request said in their place.
    settings: Settings
    #: What is wrong with the request: one message each, with the way out. The rest can be checked all the same.
    problems: tuple[str, ...] = ()
    #: What decisions rest on; it knows of all that was found, also where fewer `subjects` are checked.
    grounds: Grounds


class Unable(Exception):
    """Nothing can be checked; `problems` says why, one message each, with the way out."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def plan(request: Request) -> Plan:
    """Find the rules and the builders that `request` asks for. Runs none of the code that is to be checked.

    Raises:
        Unable: There is no rule to check by, or the settings cannot be used.
    """
    known, today = load_rules(), request.today or datetime.date.today()
    standing = _standing_settings(known, today)
    settings = overruled(standing, _flags(request))
    rules, problems = choose_rules(known, request.select, request.ignore, settings=standing)
    if not rules:
        raise Unable(*(problems or [_no_rule(settings)]))
    if "import_root" in settings.origins and not os.path.isdir(settings.import_root):
        origin = settings.origins["import_root"]
        said = origin if origin.startswith("--") else f"{origin}: import-root"
        raise Unable(*problems, f"{said} {settings.import_root}: no such folder; check the path")
    if settings.import_root:
        dependencies.record(settings.import_root)
    discovery = find_subjects(settings.paths or (".",), settings.leaves_out, settings.import_root)
    return Plan(
        rules=with_severities(rules, settings.severity),
        subjects=in_shard(discovery.subjects, request.shard),
        discovered=discovery.subjects,
        shard=request.shard,
        settings=settings,
        problems=(*problems, *discovery.problems),
        grounds=Grounds(
            today=today,
            rule_ids=present_ids(known),
            scope=scope_of(settings, discovery.subjects, standing.paths),
            baseline=_baseline(settings, known),
        ),
    )


def _no_rule(settings: Settings) -> str:
    origins = (settings.origins.get(name, "") for name in ("select", "ignore"))
    said = sorted({part for origin in origins for part in origin.split(", ") if part})
    if all(each.startswith("--") for each in said):
        return "--select and --ignore leave no rule; see `cursus-tester rules`"
    return f"select and ignore ({', '.join(said)}) leave no rule; see `cursus-tester rules`"


def _baseline(settings: Settings, rules: Sequence[Rule]) -> StoredBaseline | None:
    try:
        return load_baseline(settings.baseline, present_ids(rules)) if settings.baseline else None
    except Unreadable as error:
        raise Unable(str(error)) from error


def in_shard(subjects: Sequence[Subject], shard: Shard | None) -> tuple[Subject, ...]:
    """The subjects of one shard: every `count`-th by id, so that shards differ in size by one at most."""
    ordered = sorted(subjects, key=lambda subject: subject.id)
    return tuple(ordered if shard is None else ordered[shard.index - 1 :: shard.count])


def settings_for(request: Request) -> Settings:
    """The settings that hold for `request`.

    Raises:
        Unable: The settings file cannot be used.
    """
    return overruled(_standing_settings(load_rules(), request.today or datetime.date.today()), _flags(request))


def _standing_settings(rules: Sequence[Rule], today: datetime.date) -> Settings:
    """The settings of the file; all that is wrong with them is told at once."""
    try:
        settings, problems = read_settings(os.getcwd()), list[str]()
    except SettingsError as error:
        settings, problems = error.settings, list(error.problems)
    problems += mistakes(settings, rules, today)
    if problems:
        raise Unable(*problems)
    return settings


def _flags(request: Request) -> dict[str, Any]:
    """What a request says in place of the settings, by their fields."""
    return {
        "paths": tuple(request.paths),
        "select": tuple(split_names(request.select)),
        "ignore": tuple(split_names(request.ignore)),
        "fail_on": request.fail_on,
        "min_score": request.min_score,
        "formats": tuple(request.formats),
        "timeout": request.timeout,
        "memory_limit": request.memory_limit,
        "examples": request.examples,
        "import_root": request.import_root,
        "strict_waivers": request.strict_waivers,
        "baseline": request.baseline,
    }


def options(planned: Plan, *, static: bool = False, jobs: int | None = None, seed: int | None = None) -> RunOptions:
    """How the builders of a plan are run.

    Args:
        planned: Has the settings that say the rest.
        static: Run none of the code that is checked.
        jobs: How many builders run at a time; ``None``: one a processor.
        seed: Chooses other generated configs; ``None``: the same ones always.
    """
    from cursus_tester.evidence.exploration import Exploration
    from cursus_tester.settings.run_options import RunOptions

    settings = planned.settings
    return RunOptions(
        static=static,
        jobs=jobs,
        timeout=settings.timeout,
        memory_limit=settings.memory_limit,
        import_root=settings.import_root,
        settings=settings,
        exploration=Exploration(examples=settings.examples, seed=seed),
    )


def scorecards_of(planned: Plan, options: RunOptions, store: Store | None) -> ResultCache | None:
    """The scorecards that a store has for what was planned; ``None`` where none are looked up and none are kept."""
    # A run for a debugger is one that happens.
    if store is None or options.static or options.in_process:
        return None
    from cursus_tester.run.cache import ResultCache

    # Of the settings only the config factories can change what a builder does.
    configs = options.settings.configs
    factories = Settings(folder=options.settings.folder if configs else "", configs=configs)
    # How many run at a time changes no result.
    return ResultCache(store, (replace(options, jobs=None, settings=factories), [rule.info for rule in planned.rules]))


def run(
    planned: Plan,
    options: RunOptions,
    *,
    imported: Mapping[str, ImportedBuilder] | None = None,
    cache: ResultCache | None = None,
    on_progress: Progress | None = None,
) -> Report:
    """Check what was planned.

    Args:
        planned: Which builders, by which rules.
        options: How they are run.
        imported: Builders that this process has as objects, by subject id. They are never looked up in the cache.
        cache: Where scorecards of earlier runs are looked up and kept.
        on_progress: Called after each of the others.

    Raises:
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
        cursus_tester.run.engine.Interrupted: The user interrupted the run.
    """
    from cursus_tester.run.engine import Interrupted, check

    objects = imported or {}
    try:
        others = [subject for subject in planned.subjects if subject.id not in objects]
        report = check(others, planned.rules, options, cache=cache, on_progress=on_progress)
        for subject in planned.subjects:
            if subject.id in objects:
                report = _joined(report, check([subject], planned.rules, options, imported=objects[subject.id]))
    except Interrupted as interruption:
        raise Interrupted(conclude(planned, interruption.report, static=options.static)) from None
    return conclude(planned, report, static=options.static)


def _joined(one: Report, other: Report) -> Report:
    cards = sorted((*one.scorecards, *other.scorecards), key=lambda card: card.subject.id)
    return replace(one, scorecards=tuple(cards), sources={**one.sources, **other.sources})


def conclude(planned: Plan, report: Report, *, static: bool) -> Report:
    """What the engine found, with what is decided about it: what is waived, and what blocks."""
    rules = frozenset(rule.info.id for rule in planned.rules)
    judged = fully_judged(planned.rules, static=static)
    scope = replace(planned.grounds.scope, rules=rules, fully_judged=judged)
    grounds = replace(planned.grounds, scope=scope)
    return replace(decide(report, planned.settings, grounds), shard=planned.shard)


def below_minimum(planned: Plan, report: Report) -> tuple[str, ...]:
    """Which builders have a lower score than they have to have: one message each."""
    least = planned.settings.min_score
    if least is None:
        return ()
    origin = planned.settings.origins.get("min_score", "the settings")
    said = origin if origin.startswith("--") else f"min-score in {origin}"
    return tuple(
        f"{card.subject.id}: scores {card.score:.1f}, expected {least:g} or more as {said} says; "
        "mend what its scorecard shows"
        for card in report.scorecards
        if card.score is not None and card.score < least
    )


def shortcomings(report: Report, settings: Settings | None = None) -> tuple[str, ...]:
    """Why a run proves less than it should, if so: one message each.

    Args:
        report: What came of it.
        settings: Say whether waivers that are not in order count.
    """
    found = []
    amiss = len(report.notes) + report.summary.counts[OutcomeKind.UNEXPECTED_PASS]
    if settings is not None and settings.strict_waivers and amiss:
        found.append(f"waivers that are not in order: {amiss}; the report says which, and --strict-waivers wants none")

    crashed = report.summary.counts[OutcomeKind.ERROR]
    if crashed:
        found.append(
            f"rules that crashed: {crashed}; the fault is the rule's, not the builder's, and the report says which"
        )
    if not rules_run(report.summary.counts):
        found.append("no rule ran, so nothing was tested; the report says why, rule by rule")
    return tuple(found)
