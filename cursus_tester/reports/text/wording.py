"""Phrases that every format of a report uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cursus_tester.reports.denominator import NOT_RUN, RAN, reasons_not_run, rules_not_run, rules_run
from cursus_tester.reports.order import by_subject
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import FOR_OTHER_STEP_TYPES, Outcome, OutcomeKind
from cursus_tester.results.report import Report, Summary
from cursus_tester.results.reported_findings import ReportedFinding, reported_findings
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.sdk.names import DISTRIBUTION

#: How many builders a line names.
_NAMED = 5


def score_text(score: float | None) -> str:
    """A score with one decimal; a dash for none."""
    return "-" if score is None else f"{score:.1f}"


NOT_RATED, INCOMPLETE = "not rated", "incomplete"


def rated_text(card: Scorecard) -> str:
    """Score and rating of a builder, such as ``57.1 (Poor)`` and ``91.4 (not rated)``."""
    return NOT_RATED if card.score is None else f"{score_text(card.score)} ({card.rating or NOT_RATED})"


def rated_summary(summary: Summary) -> str:
    """Score and rating of all builders, such as ``98.0 (Excellent), 1 of 8 not rated``."""
    if summary.score is None:
        return NOT_RATED
    left_out = f", {summary.not_rated} of {summary.subjects} {NOT_RATED}" if summary.not_rated else ""
    return f"{score_text(summary.score)} ({summary.rating or INCOMPLETE}){left_out}"


def totals(summary: Summary) -> str:
    """What was checked and how it does, such as ``8 builders, score 98.0 (Excellent), 1 of 8 not rated``."""
    score = "score " if summary.score is not None else ""
    return f"{number(summary.subjects, 'builder')}, {score}{rated_summary(summary)}"


def why_not_rated(report: Report) -> tuple[str, ...]:
    """Why builders are not rated, such as ``not rated, it was only read, not run: a.py::A, b.py::B and 3 more``."""
    by_reason: dict[str, list[str]] = {}
    for card in sorted(report.scorecards, key=by_subject):
        if card.not_rated is not None:
            by_reason.setdefault(card.not_rated, []).append(card.subject.id)
    return tuple(f"{NOT_RATED}, {reason}: {_listed(ids)}" for reason, ids in sorted(by_reason.items()))


def _listed(names: Sequence[str]) -> str:
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + rest


def subject_name(subject: Subject) -> str:
    """The name of the subject; the file of a module that cannot be parsed."""
    return subject.name or subject.place.path


def sentence(text: str) -> str:
    """`text` with a capital letter."""
    return text[:1].upper() + text[1:]


def number(count: int, noun: str) -> str:
    """Such as ``1 finding`` and ``2 findings``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def for_other_step_types(outcomes: Iterable[Outcome]) -> str:
    """How many rules cannot apply, such as ``53 rules are for other step types``; empty where all can."""
    count = sum(outcome.is_for_other_step_types for outcome in outcomes)
    return f"{number(count, 'rule')} {'is' if count == 1 else 'are'} {FOR_OTHER_STEP_TYPES}" if count else ""


def outcome_label(kind: OutcomeKind) -> str:
    """An outcome in words. A crashed rule is called so, since it is not an error of the builder."""
    return "crashed" if kind is OutcomeKind.ERROR else kind.value.replace("_", " ")


def missing(report: Report) -> tuple[str, ...]:
    """What of the plan is not in the report: one message each."""
    gone, planned = report.not_judged, report.summary.subjects + len(report.not_judged)
    told = [f"{len(gone)} of {number(planned, 'builder')} not judged, the run was interrupted: {_listed(gone)}"]
    return (*(told if gone else ()), *(f"not looked at: {problem}" for problem in report.unread))


def verdict(summary: Summary) -> str:
    """The verdict of the run, such as ``2 findings and 24 rules that could not be judged block``."""
    said = _verdict_so_far(summary)
    return f"{INCOMPLETE}: {said} so far" if summary.missing else said


def _verdict_so_far(summary: Summary) -> str:
    if summary.blocking:
        findings = summary.blocking - summary.unjudged
        parts = [number(findings, "finding")] if findings else []
        parts += [f"{number(summary.unjudged, 'rule')} that could not be judged"] if summary.unjudged else []
        return f"{' and '.join(parts)} block{'s' if summary.blocking == 1 else ''}"
    return "nothing blocks" if rules_run(summary.counts) else "nothing was tested"


def versions(report: Report) -> str:
    """The versions that made the report, such as ``cursus-tester 0.1.0, sagemaker 2.257.7``."""
    sdk = f"{DISTRIBUTION} {report.sdk_version if report.sdk_version else 'not installed'}"
    shard = f", shard {report.shard}" if report.shard else ""
    return f"cursus-tester {report.tool_version}, {sdk}{shard}"


def ran(summary: Summary) -> str:
    """How many rules ran, by outcome, such as ``13 rules ran: 9 passed, 4 failed``."""
    return f"{number(rules_run(summary.counts), 'rule')} ran" + _breakdown(summary, RAN)


def not_run(summary: Summary) -> str:
    """How many rules did not run, such as ``3 rules did not run: 2 blocked, 1 not applicable``."""
    return f"{number(rules_not_run(summary.counts), 'rule')} did not run" + _breakdown(summary, NOT_RUN)


def why_not_run(report: Report) -> tuple[str, ...]:
    """Why rules did not run, such as ``2 x blocked: create_step raised …``, the most frequent reason first."""
    return tuple(f"{count} x {outcome_label(kind)}: {reason}" for kind, reason, count in reasons_not_run(report))


def repeated(explained: ReportedFinding) -> str:
    """A finding that only repeats another one, in a line below that one."""
    rule, finding = explained.rule, explained.finding
    return f"for this reason {rule.id} {rule.slug} fails too: {finding.message} ({finding.place})"


def accepted(report: Report) -> str:
    """How many findings do not count and why, such as ``3 findings do not count: 1 in the baseline, 2 waived``."""
    kinds = Counter(
        standing(each.outcome, each.finding)
        for card in report.scorecards
        for each in reported_findings(card)
        if not each.is_open or not each.finding.counts
    )
    total = sum(kinds.values())
    named = ", ".join(number(n, kind) if kind == "note" else f"{n} {kind}" for kind, n in sorted(kinds.items()))
    return f"{number(total, 'finding')} {'does' if total == 1 else 'do'} not count{': ' if named else ''}{named}"


def _breakdown(summary: Summary, kinds: Iterable[OutcomeKind]) -> str:
    named = [f"{summary.counts[kind]} {outcome_label(kind)}" for kind in kinds if summary.counts[kind]]
    return f": {', '.join(named)}" if named else ""


def standing(outcome: Outcome, finding: Finding) -> str:
    """What a finding counts as: its severity, or why it does not count."""
    if finding.waiver is not None:
        return "waived"
    if finding.known:
        return "in the baseline"
    if finding.explained_by is not None:
        return f"explained by {finding.explained_by.rule}"
    if outcome.kind is OutcomeKind.FAILED:
        return outcome.rule.severity.value
    return "note" if outcome.kind is OutcomeKind.PASSED else outcome_label(outcome.kind)
