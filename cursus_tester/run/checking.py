"""Check what was planned, and conclude: what `check`, the gate, the pytest plugin and the Python interface share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from cursus_tester.decisions.applying import decide, fully_judged
from cursus_tester.reports.denominator import rules_run
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.run.planning import Plan
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.settings.settings import Settings

if TYPE_CHECKING:
    from cursus_tester.evidence.imported_builder import ImportedBuilder
    from cursus_tester.run.cache import Store
    from cursus_tester.run.engine import Progress
    from cursus_tester.run.kept_cards import KeptCards
    from cursus_tester.workers.kept import KeptServers


def scorecards_of(planned: Plan, store: Store | None) -> KeptCards | None:
    """The scorecards that a store has for what was planned; ``None`` where none are looked up and none are kept."""
    options = planned.options
    # A run for a debugger is one that happens.
    if store is None or options.in_process:
        return None
    circumstances = (options.what_changes_results(), [rule.info for rule in planned.rules])
    if options.static:
        from cursus_tester.run.ledger import Ledger

        return Ledger(store, circumstances)
    from cursus_tester.run.kept_cards import ResultCache

    return ResultCache(store, circumstances)


def run(
    planned: Plan,
    *,
    imported: Mapping[str, ImportedBuilder] | None = None,
    cache: KeptCards | None = None,
    on_progress: Progress | None = None,
    servers: KeptServers | None = None,
    seconds: dict[str, float] | None = None,
) -> Report:
    """Check what was planned.

    Args:
        planned: Which builders, by which rules, and how.
        imported: Builders that this process has as objects, by subject id. They are never looked up in the cache.
        cache: Where scorecards of earlier runs are looked up and kept.
        on_progress: Called after each of the others.
        servers: Where processes come from that have imported the SDK; ``None``: they are started for this run.
        seconds: Gets how long each of them took, by id; what the cache has takes none.

    Raises:
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
        cursus_tester.run.engine.Interrupted: The user interrupted the run.
    """
    from cursus_tester.run.engine import Interrupted, check

    objects, reports = imported or {}, list[Report]()
    others = [subject for subject in planned.subjects if subject.id not in objects]
    try:
        reports.append(
            check(
                others,
                planned.rules,
                planned.options,
                cache=cache,
                on_progress=on_progress,
                servers=servers,
                seconds=seconds,
                readers=planned.readers,
            )
        )
        for subject in planned.subjects:
            if subject.id in objects:
                reports.append(check([subject], planned.rules, planned.options, imported=objects[subject.id]))
    except Interrupted as interruption:
        raise Interrupted(conclude(planned, reduce(_joined, [*reports, interruption.report]))) from None
    return conclude(planned, reduce(_joined, reports))


def _joined(one: Report, other: Report) -> Report:
    cards = sorted((*one.scorecards, *other.scorecards), key=lambda card: card.subject.id)
    return replace(one, scorecards=tuple(cards), sources={**one.sources, **other.sources})


def conclude(planned: Plan, report: Report) -> Report:
    """What the engine found, with what is decided about it: what is waived, what blocks, and what is missing."""
    rules = frozenset(rule.info.id for rule in planned.rules)
    judged = fully_judged(planned.rules, static=planned.options.static)
    coverage = replace(planned.grounds.coverage, rules=rules, fully_judged=judged)
    grounds = replace(planned.grounds, coverage=coverage)
    judged_ids = {card.subject.id for card in report.scorecards}
    decided = replace(decide(report, planned.settings, grounds), shard=planned.shard)
    return decided.without(
        (subject.id for subject in planned.subjects if subject.id not in judged_ids), planned.problems
    )


def least_score(options: RunOptions) -> tuple[float | None, tuple[str, ...]]:
    """The score that builders have to have, ``None`` for any; and, where that is not what was set, a note that says so.

    Under ``--static`` nothing is rated: what a file sets for all runs is then not asked for, a flag is.
    """
    settings, origin = options.settings, options.settings.origins.get("min_score", "the settings")
    if settings.min_score is None or not options.static or origin.startswith("--"):
        return settings.min_score, ()
    return None, (f"min-score in {origin} is not judged: --static runs nothing, so no builder is rated",)


def below_minimum(planned: Plan, report: Report) -> tuple[str, ...]:
    """Which builders do not have the score that they have to have, or none that counts: one message each."""
    least, _ = least_score(planned.options)
    if least is None:
        return ()
    origin = planned.settings.origins.get("min_score", "the settings")
    said = origin if origin.startswith("--") else f"min-score in {origin}"

    def shortfall(card: Scorecard) -> str | None:
        if card.not_rated is not None:
            return (
                f"is not rated, as {card.not_rated}; expected a score of {least:g} or more as {said} says; make it one "
                "that can be judged, or leave it out (exclude)"
            )
        if card.score is not None and card.score < least:
            return f"scores {card.score:.1f}, expected {least:g} or more as {said} says; mend what its scorecard shows"
        return None

    found = ((card.subject.id, shortfall(card)) for card in report.scorecards)
    return tuple(f"{id}: {said}" for id, said in found if said is not None)


def shortcomings(report: Report, settings: Settings | None = None) -> tuple[str, ...]:
    """Why a run proves less than it should, if so: one message each.

    Args:
        report: What came of it.
        settings: Say whether waivers that are not in order count.
    """
    found = []
    amiss = len(report.notes) + report.summary.counts[OutcomeKind.UNEXPECTED_PASS]
    if settings is not None and settings.strict_waivers and amiss:
        found.append(
            f"waivers and settings of builders that are not in order: {amiss}; the report says which, and "
            "--strict-waivers wants none"
        )

    crashed = report.summary.counts[OutcomeKind.ERROR]
    if crashed:
        found.append(
            f"rules that crashed: {crashed}; the fault is the rule's, not the builder's, and the report says which"
        )
    if not rules_run(report.summary.counts) and not report.summary.blocking:
        found.append("no rule ran, so nothing was tested; the report says why, rule by rule")
    return tuple(found)
