"""Steps, parameters and job objects for the arguments of functions that make pipelines."""

from __future__ import annotations

import re
from typing import Any

from cursus_tester.evidence.scenario import SourceKind
from cursus_tester.sdk.expressions import evaluate
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.protocol import JobSettings

#: The kinds of steps that can be made by themselves, by class.
_SAMPLES = {"ProcessingStep": "processing", "TrainingStep": "training", "TuningStep": "tuning", "LambdaStep": "lambda"}
_OUTPUTS = ("train", "validation", "test", "model")


def sample(cls: type | None, name: str, session: Any, region: str) -> Any:
    """A step, parameter or job object of a class, for an argument of that name; ``None`` where there is none to be had.

    Where the class is ``None`` the name says what it is.

    Raises:
        SdkError: The SDK lacks something that this needs.
    """
    parameter, step = (sdk().classes.class_named(each) for each in ("Parameter", "Step"))
    title = re.sub(r"\W", "", name.title())
    if cls is not None and issubclass(cls, parameter):
        return sdk().pipelines.parameter(title, "conformance")
    if cls is not None and not issubclass(cls, step):
        return sdk().steps.job_object(cls, name, session, region)
    if cls is None and not re.search(r"(?:^|_)step(?:$|_)", name):
        return sdk().steps.job_object(None, name, session, region)
    if cls is None or cls is step:
        kind = SourceKind.TRAINING if re.search("train|tun", name) else SourceKind.PROCESSING
    elif cls.__name__ in _SAMPLES:
        kind = SourceKind(_SAMPLES[cls.__name__])
    else:
        return None
    job = JobSettings(framework=None, framework_version=None, python_version=None, session=session, region=region)
    return evaluate(sdk().steps.dependency(kind, title, _OUTPUTS, job))
