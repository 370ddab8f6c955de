"""A change against its base: each builder that it touches is checked before and after it, to see what got worse."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cursus_tester.decisions.parts import known_parts
from cursus_tester.gate.kept import keep, kept_reader
from cursus_tester.gate.matching import Pair, pair_subjects
from cursus_tester.gate.revision_check import Side, altered_selection
from cursus_tester.gate.revisions.repository import Repository
from cursus_tester.gate.revisions.trees import Revisions
from cursus_tester.reports.text.wording import why_not_rated
from cursus_tester.results.difference import Change, SubjectChange, compare_subject
from cursus_tester.results.explanations import with_explanations
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.scoring import summarize
from cursus_tester.results.subject import Subject
from cursus_tester.results.verdict import (
    Extent,
    Import,
    Thresholds,
    Verdict,
    hidden,
    judge,
    newly_unjudged,
)
from cursus_tester.run import checking, planning
from cursus_tester.run.cache import Store
from cursus_tester.run.engine import Progress
from cursus_tester.settings.reading import SettingsError, read_settings
from cursus_tester.source.imports.graph import ImportReader


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """What is to be compared, and how."""

    #: Its paths are as seen from the folder where the tool was started.
    check: planning.CheckRequest
    #: By how many points a score may fall.
    max_drop: float
    #: Whether a change of settings may hide what it makes worse.
    allow_settings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of it."""

    verdict: Verdict
    #: Of the change, with only the builders that it touches; findings that the base has too are marked as known.
    report: Report


def compare(
    request: GateRequest,
    repository: Repository,
    revisions: Revisions,
    on_progress: Progress | None = None,
    store: Store | None = None,
) -> Comparison:
    """Check what the change touches, before it and after it.

    The rules, bounds and thresholds are those of the change; config factories, waivers and variables are each
    revision's own. Where the change alters what is judged, all is judged by the settings of the base, too: what that
    shows and the new settings hide blocks.

    Args:
        request: What is to be compared.
        repository: Where both revisions are from.
        revisions: Their files.
        on_progress: Called after each builder.
        store: Where it is kept what files hold and import; ``None``: nowhere.

    Raises:
        planning.Unable: There is no rule to check by, the settings of the change cannot be used, or a path leads out of
            the repository.
        cursus_tester.workers.pool.ProbeError: Builders cannot be run at all.
        cursus_tester.run.engine.Interrupted: The user interrupted the run.
    """
    inside = [_inside(repository, path) for path in request.check.overrides.get("paths", ())]
    request = replace(request, check=request.check.replaced(paths=inside))
    reader = kept_reader(store)
    head, base = _sides(revisions, repository, reader, store)
    problems, notes = _plan(request.check, revisions, head, base)
    pairs = _pairs(revisions, head, base)
    touched = _touched(pairs, revisions, head, base)
    keep(reader, store)
    before, after = _check_both(touched, head, base, on_progress)
    changes = list(_changes(touched, before, after))
    altered = altered_selection(base.own, head.settings)
    fail_on = head.settings.fail_on.severity
    min_score, no_score = checking.least_score(head.planned.options)
    extent = Extent(
        base=revisions.base_label,
        head=revisions.head_label,
        files=len(revisions.changes),
        affected=len(touched),
        builders=len(head.planned.subjects),
        notes=(
            *revisions.notes,
            *notes,
            *(f"the change alters the setting {each}; both revisions are judged by the new one" for each in altered),
            *_foreign_settings(repository),
            *_crashes(before),
            *no_score,
            *why_not_rated(after),
            *after.notes,
        ),
    )
    verdict = judge(
        extent,
        changes,
        Thresholds(fail_on=fail_on, max_drop=request.max_drop, min_score=min_score),
        removed=[pair.id for pair in pairs if pair.after is None],
        problems=(*problems, *(checking.shortcomings(after, head.settings) if touched else ())),
        imports=list(_broken_imports(pairs, head, base)),
        waivers=(
            base.waivers([each.before for each in revisions.changes]),
            head.waivers([each.after for each in revisions.changes]),
        ),
    )
    if altered and not request.allow_settings:
        strict = _by_former_settings(request, repository, revisions, extent, on_progress)
        more = hidden(strict, verdict, altered) if strict is not None else ()
        verdict = replace(verdict, blockers=(*verdict.blockers, *more))
    return Comparison(verdict=verdict, report=_with_known(after, changes, fail_on))


def _by_former_settings(
    request: GateRequest,
    repository: Repository,
    revisions: Revisions,
    extent: Extent,
    on_progress: Progress | None,
) -> Verdict | None:
    """The verdict by the settings of the base; ``None`` where they cannot be used, and so hide nothing."""
    head, base = _sides(revisions, repository, ImportReader(), None)
    try:
        base.plan(request.check)
    except planning.Unable:
        # The notes tell what of them is not used.
        return None
    files = {subject.file for subject in base.planned.subjects}
    moved = [
        os.path.join(head.top, each.after)
        for each in revisions.changes
        if each.before != each.after and os.path.join(base.top, each.before) in files
    ]
    head.follow(
        base, request.check, [*filter(head.holds, base.settings.paths or (".",)), *filter(os.path.isfile, moved)]
    )
    touched = _touched(_pairs(revisions, head, base), revisions, head, base)
    before, after = _check_both(touched, head, base, on_progress)
    thresholds = Thresholds(fail_on=base.settings.fail_on.severity, max_drop=request.max_drop)
    return judge(extent, _changes(touched, before, after), thresholds)


def _sides(
    revisions: Revisions, repository: Repository, reader: ImportReader, store: Store | None
) -> tuple[Side, Side]:
    return Side(revisions.head, repository, reader, store), Side(revisions.base, repository, reader, store)


def _pairs(revisions: Revisions, head: Side, base: Side) -> tuple[Pair, ...]:
    moved = {
        head.shown(each.after): base.shown(each.before) for each in revisions.changes if each.before and each.after
    }
    return pair_subjects(base.planned.subjects, head.planned.subjects, moved)


def _check_both(touched: Sequence[Pair], head: Side, base: Side, on_progress: Progress | None) -> tuple[Report, Report]:
    """What the base and the change come to."""
    after = head.check([pair.after for pair in touched if pair.after], on_progress)
    return base.check([pair.before for pair in touched if pair.before], on_progress), after


def _plan(
    request: planning.CheckRequest, revisions: Revisions, head: Side, base: Side
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Plan both; return what is wrong with the request, and what is to be known about the base."""
    head.plan(request)
    paths = head.settings.paths or (".",)
    files = {subject.file for subject in head.planned.subjects}
    former = [
        os.path.join(base.top, each.before)
        for each in revisions.changes
        if each.before != each.after and os.path.join(head.top, each.after) in files
    ]
    notes = base.follow(head, request, [*filter(base.holds, paths), *(path for path in former if os.path.isfile(path))])
    gone = [
        path for path in paths if head.planned.problems and head.finds_nothing(path) and not base.finds_nothing(path)
    ]
    # Where the change took the last builder away, there is none to be found, and that is no mistake of the request.
    if gone == list(paths):
        head.planned = replace(head.planned, problems=())
    elif gone:
        head.plan(request.replaced(paths=[path for path in paths if path not in gone]))
    return head.planned.problems, (*notes, *head.planned.left_out)


def _inside(repository: Repository, path: str) -> str:
    """A path of the user's, relative to the folder where the tool was started."""
    if not repository.top or not path:
        return path
    file, separator, name = path.partition("::")
    place = os.path.join(
        os.path.realpath(os.path.dirname(os.path.abspath(file))), os.path.basename(os.path.abspath(file))
    )
    if not os.path.join(place, "").startswith(os.path.join(repository.top, "")):
        raise planning.Unable(f"{path}: lies outside the repository {repository.top}; name paths inside it")
    here = os.path.join(repository.top, repository.prefix)
    return os.path.relpath(place, here) + separator + name


def _touched(pairs: Sequence[Pair], revisions: Revisions, head: Side, base: Side) -> list[Pair]:
    """The builders that there are after the change and that it may have altered."""
    # The base was planned last, so its modules are those that need not be parsed again.
    before = base.touched(
        {each.before for each in revisions.changes if each.before}, _subjects(each.before for each in pairs)
    )
    after = head.touched(
        {each.after for each in revisions.changes if each.after}, _subjects(each.after for each in pairs)
    )

    def is_touched(old: Subject | None, new: Subject) -> bool:
        return (
            old is None
            or old.id != new.id
            or new.id in after
            or old.id in before
            or head.dependencies.own_settings(new) != base.dependencies.own_settings(old)
        )

    return [pair for pair in pairs if pair.after and is_touched(pair.before, pair.after)]


def _subjects(found: Iterable[Subject | None]) -> Iterator[Subject]:
    return (subject for subject in found if subject is not None)


def _changes(touched: Sequence[Pair], before: Report, after: Report) -> Iterator[SubjectChange]:
    old, new = (_by_id(report) for report in (before, after))
    for pair in touched:
        if pair.after is not None:
            yield compare_subject(old[pair.before.id] if pair.before else None, new[pair.after.id])


def _by_id(report: Report) -> dict[str, Scorecard]:
    return {card.subject.id: card for card in report.scorecards}


def _broken_imports(pairs: Sequence[Pair], head: Side, base: Side) -> Iterator[Import]:
    """What still imports builders from where the change took them away."""
    for pair in pairs:
        old = pair.before
        if old is None or (pair.after and pair.after.id == old.id) or not old.name.isidentifier():
            continue
        if pair.after is not None and not pair.after.parses:
            continue
        file, root = base.dependencies.whereabouts(old)
        for importer, line in head.dependencies.imports_of(file, root, old.name):
            yield Import(builder=old.id, path=head.shown(importer), line=line)


def _foreign_settings(repository: Repository) -> tuple[str, ...]:
    """That the user's settings are not used, where they are none of the repository."""
    try:
        folder = read_settings(os.getcwd()).folder
    except SettingsError:
        # Told where they are the repository's, and so used.
        return ()
    if not folder or not repository.top or os.path.join(folder, "").startswith(os.path.join(repository.top, "")):
        return ()
    return (f"the settings in {folder} lie outside the repository and are not used",)


def _crashes(before: Report) -> tuple[str, ...]:
    crashed = before.summary.counts[OutcomeKind.ERROR]
    return (f"rules that crashed on the base: {crashed}; what they find now counts as new",) if crashed else ()


def _with_known(report: Report, changes: Sequence[SubjectChange], fail_on: Severity | None) -> Report:
    """The report with the findings and the blocked rules that the base has too marked as known: they block nowhere."""
    known = {
        (each.shown.subject.id, each.rule.id, each.shown.finding.fingerprint): each.before.finding.reach
        for subject in changes
        for each in subject.findings
        if each.change is Change.UNCHANGED and each.before is not None and each.before.is_open
    }

    unjudged = {
        (subject.id, outcome.rule.id)
        for subject in changes
        if subject.after is not None
        for outcome in newly_unjudged(subject.before, subject.after)
    }

    def marked(card: Scorecard, outcome: Outcome) -> Outcome:
        if outcome.kind is OutcomeKind.BLOCKED:
            return replace(outcome, known=(card.subject.id, outcome.rule.id) not in unjudged)
        findings: list[Finding] = []
        for each in outcome.findings:
            identity = (card.subject.id, outcome.rule.id, each.fingerprint)
            findings += known_parts(each, known[identity]) if identity in known else (replace(each, known=False),)
        return replace(outcome, findings=tuple(findings))

    cards = tuple(
        replace(card, outcomes=with_explanations([marked(card, outcome) for outcome in card.outcomes]))
        for card in report.scorecards
    )
    return replace(report, scorecards=cards, summary=summarize(cards, fail_on=fail_on))
