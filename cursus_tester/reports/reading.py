"""Read a JSON report back.

A report read back lacks what JSON does not hold: absolute paths of subjects, and source lines.
"""

from __future__ import annotations

import enum
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, NoReturn, TypeVar

import msgspec

from cursus_tester.reports.formats.json import (
    SCHEMA,
    FindingDocument,
    LevelDocument,
    OutcomeDocument,
    ReportDocument,
    ReportFacts,
    RuleDocument,
    ScenarioDocument,
    SubjectDocument,
    SubjectFacts,
    SummaryDocument,
)
from cursus_tester.reports.subject_texts import outline_of
from cursus_tester.results.finding import Explanation, Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report, Shard, Summary
from cursus_tester.results.rule import ALL_STEP_TYPES, Level, RuleInfo, Severity
from cursus_tester.results.scorecard import Exhibit, LevelScore, Pattern, Scorecard
from cursus_tester.results.subject import Place, Subject, SubjectKind

_Word = TypeVar("_Word", bound=enum.Enum)


class ReportError(ValueError):
    """A text is not a readable report: the message says where, what was found and what was expected."""


def read_report(source: str | bytes | BinaryIO) -> Report:
    """Return the report that `source` holds, as `cursus_tester.reports.formats.json.render_json` wrote it.

    Scores, ratings and counts are taken from the text and not computed again. Of a file, the text of one subject at a
    time is in memory, where the file is laid out as reports are written.

    Raises:
        ReportError: It is not JSON, not a report, or a report of another schema.
    """
    stream = _as_stream(source)
    start = stream.tell()
    for read in (_read_one_by_one, _read_whole):
        try:
            return read(stream)
        except (ValueError, RecursionError, msgspec.MsgspecError) as error:
            if isinstance(error, ReportError):
                raise
            stream.seek(start)  # What is wrong, if anything, is found out below.
    document = _document_that_msgspec_refuses(stream.read())
    return _report(document, document["subjects"])


def _as_stream(source: str | bytes | BinaryIO) -> BinaryIO:
    if isinstance(source, str):
        source = source.encode("utf-8", "surrogatepass")
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source if source.seekable() else io.BytesIO(source.read())


def _read_one_by_one(stream: BinaryIO) -> Report:
    text, subjects = outline_of(stream)
    return _outlined(msgspec.json.decode(text, type=_Outline), subjects)


def _read_whole(stream: BinaryIO) -> Report:
    outline = msgspec.json.decode(stream.read(), type=_Outline)
    return _outlined(outline, outline["subjects"])


def _outlined(outline: ReportFacts, subjects: Iterable[bytes | msgspec.Raw]) -> Report:
    if outline["schema"] != SCHEMA:
        raise ValueError(outline["schema"])
    # Each subject is read and forgotten: as dictionaries, they take several times the memory of the text.
    return _report(outline, (msgspec.json.decode(text, type=_SubjectOutline) for text in subjects))


class _SubjectOutline(SubjectFacts):
    """A subject whose outcomes are still text: most of them are the same text."""

    levels: dict[str, LevelDocument]
    outcomes: list[msgspec.Raw]


class _Outline(ReportFacts):
    """A report whose subjects are still text."""

    subjects: list[msgspec.Raw]


def _report(document: ReportFacts, subjects: Iterable[SubjectDocument | _SubjectOutline]) -> Report:
    shared, ids = _Shared(document["rules"]), Counter[str]()
    cards = []
    for subject in subjects:
        ids[subject["id"]] += 1
        cards.append(_scorecard(subject, shared))
    repeated = [id for id, count in ids.items() if count > 1]
    if repeated:
        raise ReportError(f"the subject {repeated[0]!r} occurs more than once; write the report again")
    report = Report(
        tool_version=document["tool"]["version"],
        sdk_version=document["sdk"]["version"],
        scorecards=tuple(cards),
        summary=_summary(document["summary"]),
        shard=Shard(**document["shard"]) if document["shard"] is not None else None,
        notes=tuple(document["notes"]),
    )
    return report.without(document.get("not_judged", ()), document.get("unread", ()))


def _document_that_msgspec_refuses(text: str | bytes) -> ReportDocument:
    """The report after all, or what is wrong with it.

    msgspec refuses the escape of a lone surrogate, which a file name may hold.
    """
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise ReportError("not a report: nested too deeply") from None
    except ValueError as error:
        raise ReportError(f"not JSON: {error}") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        found = f"the schema {schema!r}" if schema is not None else "no schema"
        raise ReportError(f"found {found}, expected {SCHEMA!r}; write it with `cursus-tester check -f json=FILE`")
    try:
        return msgspec.convert(document, ReportDocument)
    except msgspec.ValidationError as error:
        raise ReportError(f"incomplete report: {error}; write it again with this version of cursus-tester") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _word(kind: type[_Word], value: str) -> _Word:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(repr(each.value) for each in kind)
        raise ReportError(f"found {value!r}, expected one of {known}") from None


def _summary(summary: SummaryDocument) -> Summary:
    return Summary(
        subjects=summary["subjects"],
        counts=_counts(summary),
        blocking=summary["blocking"],
        unjudged=summary["unjudged"],
        fail_on=_word(Severity, summary["fail_on"]) if summary["fail_on"] is not None else None,
        score=summary["score"],
        rating=summary["rating"],
        not_rated=summary["not_rated"],
    )


def _counts(counted: SummaryDocument | LevelDocument) -> dict[OutcomeKind, int]:
    numbers: Mapping[str, Any] = counted
    return {kind: numbers[kind.value] for kind in OutcomeKind}


def _scorecard(subject: SubjectDocument | _SubjectOutline, shared: _Shared) -> Scorecard:
    try:
        return _read_scorecard(subject, shared)
    except ReportError as error:
        raise ReportError(f"incomplete report: {subject['id']}: {error}") from None


def _read_scorecard(subject: SubjectDocument | _SubjectOutline, shared: _Shared) -> Scorecard:
    return Scorecard(
        subject=Subject(
            name=subject["name"],
            kind=_word(SubjectKind, subject["kind"]),
            place=Place(path=subject["path"], line=subject["line"]),
            file=subject["path"],
        ),
        step_type=subject["step_type"],
        framework=subject["framework"],
        pattern=Pattern(**subject["pattern"]),
        outcomes=tuple(map(shared.outcome, subject["outcomes"])),
        levels=shared.levels(subject["levels"]),
        score=subject["score"],
        rating=subject["rating"],
        not_rated=subject["not_rated"],
        exhibits=tuple(_exhibit(scenario) for scenario in subject["scenarios"]),
    )


def _levels(levels: Mapping[str, LevelDocument]) -> dict[Level, LevelScore]:
    missing = [level.value for level in Level if level.value not in levels]
    if missing:
        raise ReportError(f"the level {missing[0]!r} is missing")
    found = {level: levels[level.value] for level in Level}
    return {level: LevelScore(score=entry["score"], counts=_counts(entry)) for level, entry in found.items()}


class _Shared:
    """Reads what subjects have in common: most of a large report say the same of a rule, and share one object."""

    def __init__(self, rules: Iterable[RuleDocument]) -> None:
        self._documents = {rule["id"]: rule for rule in rules}
        self._rules: dict[tuple[str, ...], RuleInfo] = {}
        self._without_findings: dict[tuple[object, ...], Outcome] = {}
        self._by_text: dict[bytes, Outcome] = {}
        self._levels: dict[bytes, dict[Level, LevelScore]] = {}

    def levels(self, document: dict[str, LevelDocument]) -> dict[Level, LevelScore]:
        """The scores and counts that a document says."""
        text = msgspec.json.encode(document)
        if text not in self._levels:
            self._levels[text] = _levels(document)
        return self._levels[text]

    def outcome(self, document: OutcomeDocument | msgspec.Raw) -> Outcome:
        """The outcome that a document, or its text, says."""
        if not isinstance(document, msgspec.Raw):
            return self._read(document)
        text = bytes(document)
        outcome = self._by_text.get(text)
        if outcome is None:
            outcome = self._read(msgspec.json.decode(text, type=OutcomeDocument))
            if not outcome.findings:
                self._by_text[text] = outcome
        return outcome

    def _read(self, document: OutcomeDocument) -> Outcome:
        rule = self._rule(document)
        identity = (id(rule), document["outcome"], document["reason"], document["known"])
        if document["findings"] or identity not in self._without_findings:
            outcome = Outcome(
                rule=rule,
                kind=_word(OutcomeKind, document["outcome"]),
                reason=document["reason"],
                known=document["known"],
                findings=tuple(map(_finding, document["findings"])),
            )
            if document["findings"]:
                return outcome
            self._without_findings[identity] = outcome
        return self._without_findings[identity]

    def _rule(self, outcome: OutcomeDocument) -> RuleInfo:
        identity = (outcome["rule"], outcome["slug"], outcome["level"], outcome["severity"])
        if identity not in self._rules:
            rule = self._documents.get(outcome["rule"])
            if rule is None:
                raise ReportError(f"{outcome['rule']!r} has an outcome but is missing from the report's rules")
            self._rules[identity] = RuleInfo(
                id=rule["id"],
                slug=outcome["slug"],
                title=rule["title"],
                level=_word(Level, outcome["level"]),
                severity=_word(Severity, outcome["severity"]),
                weight=rule["weight"],
                documentation=rule["documentation"],
                help_uri=rule["help_uri"],
                formerly=rule.get("formerly", ""),
                applies_to=rule.get("applies_to", ALL_STEP_TYPES),
                fixable=rule.get("fixable", False),
            )
        return self._rules[identity]


def _finding(finding: FindingDocument) -> Finding:
    explained = finding.get("explained_by")
    return Finding(
        message=finding["message"],
        hint=finding["hint"],
        place=Place(
            path=finding["path"], line=finding["line"], column=finding["column"], cell=finding.get("cell") or ""
        ),
        scenario=finding["scenario"],
        scenarios=tuple(finding["scenarios"]),
        known=finding["known"],
        waiver=finding["waiver"],
        fingerprint=finding["fingerprint"],
        explained_by=Explanation(**explained) if explained is not None else None,
    )


def _exhibit(scenario: ScenarioDocument) -> Exhibit:
    return Exhibit(
        scenario=scenario["name"],
        situation=scenario["situation"],
        config=scenario["config"],
        request=scenario["request"],
        problem=scenario["problem"],
    )
