"""Which mutants the rules find, and whether they leave good builders alone: ``python -m tests.mutants.detect``.

The installed SDK decides which: ``tests/v3`` has those for SDK v3.

Every mutant gets a tree of its own, a copy of the reference builders with one defect. Mutants are checked in few
scenarios first: a rule that finds one so, but not in the unchanged builder, finds it with more, too. Those that are
left, the reference builders as they are, and the good builders of the suite are checked in all.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.rules.registry import Rule, load_rules
from cursus_tester.run.engine import check
from cursus_tester.sdk.distribution import installed_major
from cursus_tester.settings.reading import read_settings
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.discovery import find_subjects
from tests.mutants.declare import REPOSITORY, SUITES, Mutant, Suite, declared_mutants, mutated
from tests.mutants.matrix import Detection, Result, Verdict, to_json, to_markdown

#: Scorecards by the path of their builder's file.
Cards = Mapping[str, Sequence[Scorecard]]

_CLEAN = "clean"
_RULE_ID = re.compile(r"\b[A-Z]{2}\d{3}\b")
#: First nothing of a builder's config and situation is changed, then each thing alone, without processes of its own.
_FEW_SCENARIOS = (RunOptions(changes=0, alone=False), RunOptions(changes=1, alone=False))
#: What rules quote when a scenario ran out of time.
_TIMED_OUT = "exceeded its time limit"
#: The only rule for which a builder that hangs is a find.
_HANGING = "SB110"


def classify(
    name: str, file: str, expected: Sequence[str], cards: Sequence[Scorecard], *, known: Collection[str] = ()
) -> Result:
    """What the scorecards say of a mutant that the rules `expected` are to find, or of a good builder without them.

    Args:
        name: What is wrong with the mutant, or the good builder's name.
        file: The file that was changed.
        expected: The rules of which one must have a finding of its own.
        cards: What the engine said of the builders in the mutant's file.
        known: Fingerprints of findings that the unchanged builder has too. They prove nothing.
    """
    failed = _failed(cards, Severity.ERROR)
    warned = _failed(cards, Severity.WARNING)
    verdict, reason = Verdict.ERROR, _crash(cards) or ("" if _HANGING in expected else _time_out(cards))
    if not cards:
        reason = "no builder was found in it"
    elif not reason and expected:
        killed = any(finding.fingerprint not in known for finding in _findings(cards, expected))
        verdict = Verdict.KILLED if killed else Verdict.KILLED_BY_ANOTHER if failed or warned else Verdict.SURVIVED
    elif not reason:
        # A twin is named after the rule that must leave it alone, which may only warn.
        wrong = (*failed, *(each for each in warned if each in _RULE_ID.findall(name)))
        verdict = Verdict.FALSE_ALARM if wrong else Verdict.CLEAN
        reason = "; ".join(dict.fromkeys(finding.message for finding in _findings(cards, wrong)))
    return Result(
        name=name,
        file=file,
        expected=tuple(expected),
        failed=failed,
        warned=warned,
        noted=_failed(cards, Severity.INFO),
        verdict=verdict,
        reason=reason,
        hints=tuple(sorted({finding.hint for finding in _findings(cards, expected)})),
    )


def _findings(cards: Iterable[Scorecard], rules: Collection[str]) -> Iterator[Finding]:
    for card in cards:
        for outcome in card.outcomes:
            if outcome.rule.id in rules and outcome.kind in (OutcomeKind.FAILED, OutcomeKind.PASSED):
                yield from outcome.findings


def _failed(cards: Iterable[Scorecard], severity: Severity) -> tuple[str, ...]:
    found = {
        outcome.rule.id
        for card in cards
        for outcome in card.outcomes
        # An info rule passes whatever it has to say.
        if outcome.rule.severity is severity
        and (outcome.kind is OutcomeKind.FAILED or (outcome.kind is OutcomeKind.PASSED and outcome.findings))
    }
    return tuple(sorted(found))


def _crash(cards: Iterable[Scorecard]) -> str:
    for card in cards:
        for outcome in card.outcomes:
            if outcome.kind is OutcomeKind.ERROR:
                return f"{outcome.rule.id}: {outcome.reason}"
    return ""


def _time_out(cards: Iterable[Scorecard]) -> str:
    for card in cards:
        for outcome in card.outcomes:
            for text in (outcome.reason or "", *(finding.message for finding in outcome.findings)):
                if _TIMED_OUT in text:
                    return f"{outcome.rule.id}: {text}"
    return ""


def detect(
    mutants: Sequence[Mutant],
    *,
    root: Path = REPOSITORY,
    suite: Suite = SUITES[2],
    rules: Sequence[Rule] | None = None,
    jobs: int | None = None,
) -> Detection:
    """Check every mutant and every good builder.

    Raises:
        MutantError: A mutant does not fit the reference builders.
    """
    originals = [path.relative_to(root).as_posix() for path in sorted((root / suite.builders).glob("*.py"))]
    with tempfile.TemporaryDirectory(prefix="detection-") as name, _working_directory(Path(name)) as folder:
        planted = {
            mutant.name: _plant(root, suite, folder / f"mutant{index}", mutant.file, mutated(mutant, root))
            for index, mutant in enumerate(mutants)
        }
        unchanged = {
            file: _plant(root, suite, folder / f"original{index}", file, {}) for index, file in enumerate(originals)
        }
        shutil.copytree(root / suite.clean, folder / _CLEAN, ignore=shutil.ignore_patterns("__pycache__"))
        settings = read_settings(_CLEAN)

        def cards_of(paths: Iterable[str], options: RunOptions) -> Cards:
            found: dict[str, list[Scorecard]] = {}
            options = dataclasses.replace(options, jobs=jobs, settings=settings)
            for card in check(find_subjects([*paths]).subjects, rules or load_rules(), options).scorecards:
                found.setdefault(card.subject.place.path, []).append(card)
            return found

        def results_of(some: Iterable[Mutant], cards: Cards) -> dict[str, Result]:
            known = {file: _fingerprints(cards.get(path, ())) for file, path in unchanged.items()}
            return {
                each.name: classify(
                    each.name,
                    each.file,
                    each.rules,
                    cards.get(planted[each.name], ()),
                    known=known.get(each.file, ()),
                )
                for each in some
            }

        results: dict[str, Result] = {}
        left = [mutant for mutant in mutants if mutant.rules]
        for few in _FEW_SCENARIOS:
            cards = cards_of((*(planted[each.name] for each in left), *unchanged.values()), few)
            found = results_of(left, cards)
            results |= {name: result for name, result in found.items() if result.verdict is Verdict.KILLED}
            left = [each for each in left if each.name not in results]
        left = [mutant for mutant in mutants if mutant.name not in results]
        cards = cards_of((*(planted[each.name] for each in left), *unchanged.values(), _CLEAN), RunOptions())
        results |= results_of(left, cards)
    return Detection(
        mutants=tuple(results[mutant.name] for mutant in mutants),
        clean=(
            *(classify("no change", file, (), cards.get(path, ())) for file, path in unchanged.items()),
            *(
                classify(card.subject.name, f"{os.path.dirname(suite.clean)}/{path}", (), (card,))
                for path, found in sorted(cards.items())
                if path.startswith(f"{_CLEAN}/")
                for card in found
            ),
        ),
    )


def _fingerprints(cards: Iterable[Scorecard]) -> set[str]:
    return {finding.fingerprint for card in cards for outcome in card.outcomes for finding in outcome.findings}


def _plant(root: Path, suite: Suite, tree: Path, file: str, texts: Mapping[str, str]) -> str:
    """Copy the reference builders to `tree`, put `texts` in the place of files; return where `file` is then.

    The builders lie beside ``specs/``, so that each tree imports its own.
    """
    if file.startswith(suite.pipelines):
        return _plant_pipeline(root, tree, file, texts)
    builders = f"{suite.builders}/"
    shutil.copytree(root / builders, tree, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "specs", tree / "specs", ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in texts.items():
        target = tree / path.removeprefix(builders)
        target.parent.mkdir(exist_ok=True, parents=True)
        target.write_text(text, encoding="utf-8")
    return f"{tree.name}/{file.removeprefix(builders)}"


def _plant_pipeline(root: Path, tree: Path, file: str, texts: Mapping[str, str]) -> str:
    """Copy a clean pipeline with the files beside it."""
    folder, name = os.path.split(file)
    shutil.copytree(root / folder, tree, ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in texts.items():
        target = tree / os.path.relpath(path, folder)
        target.parent.mkdir(exist_ok=True, parents=True)
        target.write_text(text, encoding="utf-8")
    return f"{tree.name}/{name}"


@contextmanager
def _working_directory(folder: Path) -> Iterator[Path]:
    """Work in `folder`, so that paths in the engine's findings are the same wherever it lies."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield folder.resolve()
    finally:
        os.chdir(before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the detection and write its reports; a selection is only printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.detect", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="TEXT", help="mutants whose rule, file or name has this in it")
    parser.add_argument("--jobs", type=int, help="builders checked at a time (default: one a processor)")
    suite = SUITES[installed_major()]
    parser.add_argument("--reports", default=str(REPOSITORY / suite.reports), metavar="FOLDER", help="where they go")
    options = parser.parse_args(arguments)
    mutants = [
        mutant
        for mutant in declared_mutants(suite)
        if not options.only
        or any(text in (*mutant.rules,) or text in f"{mutant.file} {mutant.name}" for text in options.only)
    ]
    detection = detect(mutants, suite=suite, jobs=options.jobs)
    if not options.only:
        folder = Path(options.reports)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "detection.json").write_text(to_json(detection), encoding="utf-8")
        (folder / "detection.md").write_text(to_markdown(detection), encoding="utf-8")
    for result in (*detection.mutants, *detection.clean):
        if options.only or not result.is_good:
            print(_line(result))
    wrong = len(detection.failures)
    print(f"{len(detection.mutants)} mutants and {len(detection.clean)} clean builders: {wrong} wrong")
    return 1 if wrong else 0


def _line(result: Result) -> str:
    wanted = f", expected {' or '.join(result.expected)}" if result.expected else ""
    failed = ", ".join((*result.failed, *result.warned, *result.noted)) or "no rule"
    return f"{result.verdict.value}: {result.file}: {result.name}: {failed} failed{wanted} {result.reason}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
