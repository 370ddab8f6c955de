"""SB491: what newer versions of the SDK say of the builder."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import PACKAGE
from cursus_tester.sdk.v3_places import place_of
from cursus_tester.source.builder_source import Source


@rule(
    "SB491",
    "sdk-v3-readiness",
    formerly="CM491",
    severity=Severity.INFO,
    not_under={3: "version 3 of the SDK is installed"},
)
def sdk_v3_readiness(source: Source) -> Iterator[Finding]:
    """Uses what version 3 of the SDK no longer has, or has elsewhere.

    What it checks: every name that the module imports from `sagemaker`, or reads of it after `import sagemaker`. The
    finding names the place that version 3 has it at, or what takes its place, and what that changes in the request. The
    answers come from the text of both SDKs (2.257.7 and 3.27.0), for all public names of version 2.

    Why: version 3 has none of version 2's modules for steps, models and estimators, so the module does not import
    there. `pip install sagemaker` installs version 3.

    How to fix: nothing as long as you use `sagemaker>=2,<3`.

    How to waive: not needed: a note never blocks.
    """
    found = [each for each in source.imports if each.module.split(".")[0] == PACKAGE]
    if not found:
        raise NotApplicable("the module imports nothing of the SDK")
    told = set()
    for each in (*found, *source.uses_of(PACKAGE)):
        known = place_of(each.module, "" if each.name == "*" else each.name)
        if known is None or known.place == known.name or known.name in told:
            continue
        told.add(known.name)
        yield Finding(
            message=f"sagemaker 3 has no {known.name}"
            + (f"; use {known.place}" if known.place else ", and nothing takes its place")
            + (f": {known.change}" if known.change else ""),
            hint="stay on sagemaker>=2,<3, or change the import and the code that uses it",
            place=each.place,
        )
