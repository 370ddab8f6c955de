"""Mend what is mechanical: propose, judge again, and keep what makes its finding go away and brings no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cursus_tester.fixing.proposals.by_rule import FIXABLE, proposals
from cursus_tester.fixing.syntax import Syntax, Unparseable
from cursus_tester.fixing.trial import Trial
from cursus_tester.results.finding import Finding, Scenarios
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.subject import Place

#: How many corrections one file gets: each is judged, and a file that needs more is better rewritten.
_MOST = 40
#: What identifies a finding, or a rule that could not judge: subject, rule, fingerprint.
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Held:
    """What speaks against a subject."""

    #: In which scenarios; ``None``: in all.
    reach: Scenarios
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedFile:
    """One file and its corrections."""

    #: Relative to the working directory.
    path: str
    before: bytes
    after: bytes
    #: One line for each correction.
    done: tuple[str, ...]


@dataclass(kw_only=True)
class Fixes:
    """What came of it."""

    files: list[FixedFile] = field(default_factory=list)
    #: Findings that look mechanical and are left: one message each.
    left: list[str] = field(default_factory=list)


def find_fixes(trial: Trial, on_fix: Callable[[str], None] | None = None) -> Fixes:
    """Judge everything, and find the corrections that are right.

    Args:
        trial: A copy of the repository. It has the corrections afterwards.
        on_fix: Told of each correction.

    Raises:
        cursus_tester.run.planning.Unable: There is nothing to judge.
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
    """
    fixes = Fixes()
    report = trial.judge()
    own_files = {card.subject.id: card.subject.place.path for card in report.scorecards}
    judged: dict[str, set[str]] = {}
    for subject, _, finding in _fixable(report):
        # A base class is corrected where its builders are judged.
        path = finding.place.path
        judged.setdefault(path, {path} & {*own_files.values()}).add(own_files[subject])
    for path, files in sorted(judged.items()):
        _fix_file(trial, path, sorted(files), report, fixes, on_fix)
    if fixes.files and not _brings_nothing(report, trial.judge()):
        fixes.left += [
            f"{each.path}: stays as it is: its corrections break something elsewhere" for each in fixes.files
        ]
        fixes.files.clear()
    return fixes


def _fix_file(
    trial: Trial, path: str, judged: list[str], report: Report, fixes: Fixes, on_fix: Callable[[str], None] | None
) -> None:
    """Correct one file; `judged` are the files of the subjects that may change with it."""
    before = data = trial.read(path)
    tried, done, left = set[_Key](), list[str](), dict[_Key, str]()
    current = report
    while len(done) < _MOST:
        todo = [each for each in _fixable(current) if each[2].place.path == path and _key(*each) not in tried]
        if not todo:
            break
        subject, rule, finding = todo[0]
        tried.add(_key(subject, rule, finding))
        try:
            candidates = proposals(rule, Syntax(data), finding)
        except Unparseable as error:
            fixes.left.append(f"{path}: cannot be parsed ({error}), so it stays as it is")
            return
        seen = {data}
        for proposal in candidates:
            if proposal.data in seen:
                continue
            seen.add(proposal.data)
            trial.write(path, proposal.data)
            after = trial.judge(judged)
            if _is_right(current, after, _key(subject, rule, finding)):
                data, current = proposal.data, after
                done.append(f"{path}:{finding.place.line}: {rule} {proposal.what}")
                if on_fix is not None:
                    on_fix(done[-1])
                # Of findings with one message the others may now have the name of this one.
                tried = {key for key in tried if key[:2] != (subject, rule)}
                break
        else:
            # Where nothing was tried, the check that follows says all there is to say.
            if len(seen) > 1:
                left[_key(subject, rule, finding)] = f"{finding.place}: {rule} is not mechanical here: {finding.hint}"
        trial.write(path, data)
    fixes.left += [message for key, message in left.items() if key in _all(current)]
    if data != before:
        fixes.files.append(FixedFile(path=path, before=before, after=data, done=tuple(done)))


def _fixable(report: Report) -> Iterator[tuple[str, str, Finding]]:
    """Subject, rule and finding of what may be mechanical and counts, in the order of the lines."""
    found = [
        (card.subject.id, outcome.rule.id, finding)
        for card in report.scorecards
        for outcome in card.outcomes
        if outcome.rule.id in FIXABLE
        for finding in outcome.findings
        if finding.counts and not finding.place.cell
    ]
    yield from sorted(found, key=lambda each: (each[2].place.path, each[2].place.line, each[1], each[2].fingerprint))


def _key(subject: str, rule: str, finding: Finding) -> _Key:
    return subject, rule, finding.fingerprint


def _is_right(before: Report, after: Report, mended: _Key) -> bool:
    """Whether a finding is gone and nothing is there that was not there before."""
    old, new = _all(before), _all(after)
    # Of findings with one message, the last one's name is gone, whichever was mended.
    is_gone = sum(key[:2] == mended[:2] for key in new) < sum(key[:2] == mended[:2] for key in old)
    return is_gone and _brings_nothing(before, after, mended)


def _brings_nothing(before: Report, after: Report, mended: _Key | None = None) -> bool:
    """Whether all that speaks against the subjects spoke against them before, in as many scenarios.

    What is found in a builder that kept rules from judging before, and does not now, is nothing new: nobody saw it. Nor
    is one that says the same of the same line in other words, such as another value of the request.
    """
    old, new = _all(before), _all(after)
    judged = {subject for subject, rule, fingerprint in old if not fingerprint and (subject, rule, "") not in new}
    gone = [key for key in old if key not in new and key != mended]
    for key, held in new.items():
        if key[0] in judged or (key in old and _within(held.reach, old[key].reach)):
            continue
        reworded = (each for each in gone if each[:2] == key[:2] and old[each].place == held.place is not None)
        same = next((each for each in reworded if _within(held.reach, old[each].reach)), None)
        if same is None:
            return False
        gone.remove(same)
    return True


def _within(scenarios: Scenarios, others: Scenarios) -> bool:
    return others is None or (scenarios is not None and scenarios <= others)


def _all(report: Report) -> Mapping[_Key, _Held]:
    """Everything that speaks against the subjects."""
    found: dict[_Key, _Held] = {}
    for card in report.scorecards:
        for outcome in card.outcomes:
            if outcome.kind in (OutcomeKind.BLOCKED, OutcomeKind.ERROR):
                found[card.subject.id, outcome.rule.id, ""] = _Held(None)
            for finding in outcome.findings:
                key = _key(card.subject.id, outcome.rule.id, finding)
                found[key] = _Held(finding.reach, finding.place)
    return found
