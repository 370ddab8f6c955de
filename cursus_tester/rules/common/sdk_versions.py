"""SB491: what newer versions of the SDK say of the builder."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import PACKAGE
from cursus_tester.sdk.v3_replacements import KEPT, replacement
from cursus_tester.source.builder_source import Source


@rule("SB491", "sdk-v3-readiness", formerly="CM491", severity=Severity.INFO)
def sdk_v3_readiness(source: Source) -> Iterator[Finding]:
    """Imports from the SDK what version 3 no longer has.

    What it checks: every import from `sagemaker` in the module, with its replacement in version 3.

    Why: version 3 has none of version 2's import paths, so the module does not import there. The findings list what to
    change.

    How to fix: nothing as long as you use `sagemaker>=2,<3`.

    How to waive: not needed: a note never blocks.
    """
    found = [each for each in source.imports if each.module.split(".")[0] == PACKAGE]
    if not found:
        raise NotApplicable("the module imports nothing of the SDK")
    for each in found:
        if each.module.startswith(KEPT):
            continue
        dotted = ".".join(part for part in (each.module, each.name) if part)
        yield Finding(
            message=f"sagemaker 3 has no {dotted}; use instead: {replacement(each.module, each.name)}",
            hint="stay on sagemaker>=2,<3, or change the import and the code that uses it",
            place=each.place,
        )
