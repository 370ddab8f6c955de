"""PL324: a cached step does not see that local data changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule


@rule("PL324", "cached-data-is-seen", severity=Severity.WARNING)
def cached_data_is_seen(pipeline: Pipelines) -> Iterator[Finding]:
    """Caches no step whose local data may change unseen.

    What it checks: no processing step that asks for caching reads a file or folder of the machine that builds the
    pipeline, beside its code.

    Why: the SDK (2.257.7; v3, core 2.27.0) uploads such an input to `<pipeline>/<step>/input/<name>`, whatever it
    holds. With other data the step's arguments are the same, and SageMaker takes the results of an earlier run.
    Files that were deleted from the folder stay at the address, and are read.

    How to fix: upload the data yourself to an address with a version or a hash of its content in it, and pass that; or
    leave the `cache_config` out.
    """
    judged = False
    for defined in pipeline.compiled():
        for step in defined.steps:
            if not step.is_cached:
                continue
            judged = True
            for name in _local_inputs(defined, step):
                yield Finding(
                    message=f"{step.name} asks for caching, and the address of its local input {name!r} stays the same "
                    "when the data changes",
                    hint="pass an s3:// address that says the data's version, or leave cache_config out",
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                )
    if not judged:
        raise NotApplicable("no step asks for caching")


def _local_inputs(defined: Defined, step: DefinedStep) -> Iterator[str]:
    """The names of the inputs that the build uploaded to where the SDK puts local data."""
    for each in step.arguments.get("ProcessingInputs") or ():
        if not isinstance(each, Mapping):
            continue
        name, address = each.get("InputName"), (each.get("S3Input") or {}).get("S3Uri")
        if not isinstance(name, str) or not isinstance(address, str):
            continue
        there = defined.pipeline.archives.get(address)
        is_there = there is not None and (there.exists or bool(there.below))
        if is_there and f"/{step.name}/input/{name}/" in f"{address}/":
            yield name
