"""PL318: what a pipeline takes from its account, where a faked account cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import rule


@rule("PL318", "account-asked", severity=Severity.INFO)
def account_asked(pipeline: Pipelines) -> Iterator[Finding]:
    """Takes nothing from its account, from S3 or from a package that only stood in here.

    What it checks: which questions to AWS (a parameter, a role, a model package, a feature group, …), objects in S3 and
    packages that are not installed were answered with something made up while the pipeline was built.

    Why: whether they exist shows only in the team's account. What the tester says of the steps, it says of what is
    made up.

    How to fix: nothing is wrong. Look at the names; give values, objects and packages that matter in the settings
    (`arguments`, `buckets`), or install the package.

    How to waive: not needed: a note never blocks.
    """
    build = pipeline.ran()
    if not (build.answers or build.objects or build.stand_ins):
        raise NotApplicable("it takes nothing from the account, and no package that is not installed")
    for each in build.answers:
        yield Finding(
            message=f"the answer to {each.question} is made up: whether it exists shows only in the account",
            hint="check the name",
            place=each.place or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )
    for what, names in (("objects in S3", build.objects), ("packages", build.stand_ins)):
        if names:
            yield Finding(
                message=f"{what} that something stood in for: {', '.join(names)}",
                hint="give the objects in the settings (buckets), install the packages",
                place=NOWHERE,
                scenario=PLAIN_SCENARIO,
            )
