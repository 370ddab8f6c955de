"""QC302: where the analysis configurations of Clarify checks lie."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CLARIFY_CHECK_TYPE, DATA_CONFIG

_CONFIGURATION = "analysis_config"


@rule("QC302", "check-config-at-its-own-place", severity=Severity.WARNING)
def check_config_at_its_own_place(pipeline: Pipelines) -> Iterator[Finding]:
    """Puts the analysis configuration of each Clarify check at a place of its own.

    What it checks: no two Clarify checks of a pipeline read their configuration from one address.

    Why: the SDK (2.257.7; v3, mlops 1.27.0) uploads it to `<s3_analysis_config_output_path>/analysis_config.json`, or
    below `s3_output_path` where that is not given, whatever it holds. The check that compiles last replaces the
    configuration of the other, and both steps analyse the same. With one output path the reports replace each other,
    too.

    How to fix: give each `DataConfig` an `s3_output_path` of its own, or an `s3_analysis_config_output_path`.
    """
    judged = False
    for defined in pipeline.compiled():
        first: dict[str, str] = {}
        for step in defined.steps:
            address = _address(step) if step.type == CLARIFY_CHECK_TYPE else None
            if address is None:
                continue
            judged = True
            other = first.setdefault(address, step.name)
            if other != step.name:
                yield Finding(
                    message=f"{step.name} uploads its analysis configuration to that of {other}, {address}",
                    hint=f"give each {DATA_CONFIG} an s3_output_path of its own, or an s3_analysis_config_output_path",
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                )
    if not judged:
        raise NotApplicable("has no Clarify check")


def _address(step: DefinedStep) -> str | None:
    for each in step.arguments.get("ProcessingInputs") or ():
        if isinstance(each, dict) and each.get("InputName") == _CONFIGURATION:
            address = (each.get("S3Input") or {}).get("S3Uri")
            return address if isinstance(address, str) else None
    return None
