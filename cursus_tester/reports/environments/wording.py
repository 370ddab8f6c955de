"""Phrases that every format of environments beside each other uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from cursus_tester.reports.text.wording import NOT_RATED, number, outcome_label, score_text
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.side_by_side import CheckedEnvironment, PartialFinding, SideBySide
from cursus_tester.sdk.names import DISTRIBUTION
from cursus_tester.sdk.older_versions import older_behaviour

NOTHING_PARTIAL = "every finding is one of all environments"


def titles(found: SideBySide) -> tuple[str, ...]:
    """A short name for each environment: the SDK's version, or its path where it has no version of its own."""
    versions = [_name_of_sdk(each) for each in found.environments]
    counted = Counter(versions)
    return tuple(
        each.given if version is None else version if counted[version] == 1 else f"{version} ({each.given})"
        for version, each in zip(versions, found.environments, strict=True)
    )


def _name_of_sdk(each: CheckedEnvironment) -> str | None:
    version = each.report.sdk_version if each.report is not None else None
    # The versions of the parts of SDK 3 stand behind that of the whole.
    return f"{DISTRIBUTION} {version.partition(' ')[0]}" if version else None


def described(each: CheckedEnvironment) -> str:
    """What an environment is, such as ``.venv: Python 3.11.7, sagemaker 2.257.7``."""
    sdk = f"{DISTRIBUTION} {each.report.sdk_version or 'not installed'}" if each.report is not None else "not checked"
    return ", ".join(filter(None, (f"{each.given}: {each.python}" if each.python else each.given, sdk)))


def own_behaviour(each: CheckedEnvironment) -> tuple[str, ...]:
    """What the SDK of an environment does by itself that newer ones do not: findings of it are not the builder's."""
    version = each.report.sdk_version if each.report is not None else None
    return tuple(f"the SDK's own: {said}" for said in older_behaviour(version)) if version else ()


def card_text(card: Scorecard | None) -> str:
    """A subject's score in one environment; a dash where it was not checked."""
    if card is None:
        return "-"
    return score_text(card.score) if card.rating is not None else NOT_RATED


def notable(found: SideBySide) -> tuple[PartialFinding, ...]:
    """The findings of some environments only, without mere notes."""
    return tuple(each for each in found.partial if each.shown.rule.severity is not Severity.INFO)


def grouped(found: SideBySide) -> tuple[tuple[PartialFinding, int], ...]:
    """The `notable` ones, one of each rule, subject and set of environments, with how many more of these there are."""
    groups: dict[Hashable, list[PartialFinding]] = {}
    for each in notable(found):
        groups.setdefault((each.shown.subject.id, each.shown.rule.id, each.present), []).append(each)
    return tuple((first, len(more)) for first, *more in groups.values())


def elsewhere(partial: PartialFinding, names: tuple[str, ...]) -> str:
    """What the rule came to where the finding is not, such as ``passed with sagemaker 2.257.7``."""
    told: dict[str, list[str]] = {}
    for index, outcome in partial.absent:
        said = "was not judged" if outcome is None else outcome_label(outcome.kind)
        if outcome is not None and outcome.reason is not None:
            said += f" ({outcome.reason})"
        elif outcome is not None and outcome.findings:
            said += " with other findings"
        told.setdefault(said, []).append(names[index])
    return "; ".join(f"{said} with {', '.join(where)}" for said, where in told.items())


def totals(found: SideBySide) -> str:
    """All in one line, such as ``16 subjects in 4 environments: 2 findings are not in all of them``."""
    some = len(notable(found))
    said = f"{number(some, 'finding')} {'is' if some == 1 else 'are'} not in all of them" if some else NOTHING_PARTIAL
    return f"{number(len(found.rows), 'subject')} in {number(len(found.environments), 'environment')}: {said}"
