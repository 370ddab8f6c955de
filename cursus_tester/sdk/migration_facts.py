"""What the move from SDK v2 to v3 does to a request, and whether that matters to the container.

Measured on sagemaker 2.257.7 and on 3.27.0 (sagemaker-core 2.27.0, -train, -serve and -mlops 1.27.0). Where no fact is
known a difference matters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.results.migration import BRANCH, Aspect, Judgement

_BOTH = "sagemaker 2.257.7 and 3.27.0"
_SERVICE = "SageMaker's API: what is assumed where the member is absent"
#: Of a step that has one: that it repacks a model.
_REPACKS = re.compile(r"-RepackModel(?:-|$)|^_?RepackModel")

Values = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is known of differences at some members."""

    #: Matches the whole path of the member.
    path: str
    #: Whether it holds of the two values; ``None``: an absent one.
    holds: Values = lambda old, new: True
    judgement: Judgement


def is_repack(step: Mapping[str, Any]) -> bool:
    """Whether a step of a definition is one that the SDK adds to put code into a model archive."""
    arguments = step.get("Arguments")
    hyperparameters = arguments.get("HyperParameters") if isinstance(arguments, Mapping) else None
    has_archive = isinstance(hyperparameters, Mapping) and "model_archive" in hyperparameters
    return has_archive and _REPACKS.search(str(step.get("Name"))) is not None


def judgement_of(path: str, old: Any, new: Any, *, is_repack: bool) -> Judgement:
    """What is known of a difference at a member of a step, by the first fact that holds."""
    facts = (*_OF_REPACK, *FACTS) if is_repack else FACTS
    for fact in facts:
        if re.fullmatch(fact.path, path) and fact.holds(old, new):
            return fact.judgement
    return next(Judgement(aspect=aspect, matters=True) for pattern, aspect in _ASPECTS if re.fullmatch(pattern, path))


#: What a difference is about of which nothing more is known, by path; the first that matches.
_ASPECTS = (
    (r"Name", Aspect.STEP_NAME),
    (r"DependsOn", Aspect.ORDER),
    (BRANCH, Aspect.BRANCH),
    (r".*\b(?:Image|ImageUri|TrainingImage)", Aspect.IMAGE),
    (r".*\b(?:ModelDataUrl|ModelDataSource\b.*|model_archive)", Aspect.MODEL_DATA),
    (r".*\bEnvironment\b.*", Aspect.ENVIRONMENT),
    (r".*\b(?:ContainerEntrypoint|ContainerArguments)", Aspect.CODE),
    (r".*\bHyperParameters\b.*", Aspect.HYPERPARAMETERS),
    (r".*\b(?:InputDataConfig|ProcessingInputs|TransformInput)\b.*", Aspect.INPUTS),
    (r".*\b(?:OutputDataConfig|ProcessingOutputConfig|TransformOutput)\b.*", Aspect.OUTPUTS),
    (r".*\b(?:RoleArn|ExecutionRoleArn)", Aspect.ROLE),
    (
        r".*\b(?:VpcConfig\b.*|NetworkConfig\b.*|EnableNetworkIsolation|EnableInterContainerTrafficEncryption)",
        Aspect.NETWORK,
    ),
    (r".*\b(?:ResourceConfig|ProcessingResources|TransformResources)\b.*", Aspect.RESOURCES),
    (r".*\bStoppingCondition\b.*", Aspect.RUN_TIME),
    (r".*", Aspect.OTHER),
)


def _known(aspect: Aspect, says: str, *, matters: bool, source: str = _BOTH) -> Judgement:
    return Judgement(aspect=aspect, matters=matters, says=says, source=source)


def _one_is_absent(default: Any) -> Values:
    """Whether one of the values is absent, and the other is what is assumed then."""
    return lambda old, new: (old is None and new == default) or (new is None and old == default)


def _is_other_tag(old: Any, new: Any) -> bool:
    return isinstance(old, str) and isinstance(new, str) and old.rpartition(":")[0] == new.rpartition(":")[0] != ""


def _is_same_but_quoted(old: Any, new: Any) -> bool:
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    try:
        return bool(json.loads(old) == new)
    except ValueError:
        return False


def _is_text(pattern: str, *, of_new: bool = True) -> Values:
    found = re.compile(pattern)
    return lambda old, new: isinstance(value := new if of_new else old, str) and found.search(value) is not None


_RUN_TIME = "v3 stops a job after 1 hour where nothing is set, v2 after 24; set stopping_condition"
_DRIVER = (
    "v3 starts the code with a script of its own from the channel sm_drivers in place of the image's entry point, and "
    "gives the code as the channel code; v2 names an archive in hyperparameters, which the image's toolkit reads"
)

#: In the order in which they are asked.
FACTS: tuple[Fact, ...] = (
    Fact(
        path=r"Name",
        holds=lambda old, new: isinstance(old, str) and isinstance(new, str) and old.startswith(f"{new}-"),
        judgement=_known(
            Aspect.STEP_NAME,
            "v3 gives the step the name that it is given, v2 appends one; references and the console's history name it",
            matters=True,
        ),
    ),
    Fact(path=r"(?:Description|DisplayName)", judgement=_known(Aspect.OTHER, "it is shown only", matters=False)),
    Fact(
        path=r"CacheConfig|CacheConfig\..*",
        judgement=_known(
            Aspect.OTHER, "a step that is set to reuse results runs again, or no longer does", matters=True
        ),
    ),
    Fact(
        path=r".*\b(?:Image|ImageUri|TrainingImage)",
        holds=_is_other_tag,
        judgement=_known(
            Aspect.IMAGE_TAG,
            "v3's registry has newer versions where none is named, and writes some tags differently; name the version",
            matters=True,
        ),
    ),
    Fact(
        path=r".*\bEnvironment\.SAGEMAKER_(?:PROGRAM|SUBMIT_DIRECTORY)",
        holds=_one_is_absent(""),
        judgement=_known(Aspect.CODE, "an empty value names no code either", matters=False),
    ),
    Fact(
        path=r".*\bEnvironment\.SAGEMAKER_SUBMIT_DIRECTORY",
        holds=lambda old, new: _is_text(r"^s3://.*\.tar\.gz$", of_new=False)(old, new) and new == "/opt/ml/model/code",
        judgement=_known(
            Aspect.CODE,
            "the code is in the model archive, and no longer beside it: v3 packs it there for every image, v2 not for "
            "XGBoost and scikit-learn",
            matters=True,
        ),
    ),
    Fact(
        path=r".*\bEnvironment\.SAGEMAKER_(?:CONTAINER_LOG_LEVEL|REGION)",
        holds=lambda old, new: old is None or new is None,
        judgement=_known(
            Aspect.ENVIRONMENT,
            "the SDK sets it where it delivers code, and toolkits have the same default; your own image may read it",
            matters=True,
        ),
    ),
    Fact(
        path=r".*\bModelDataUrl",
        holds=_is_text(r"^s3://[^/]+/model-builder/"),
        judgement=_known(
            Aspect.MODEL_DATA,
            "v3 invents a place where nothing lies when it gets no model data; give s3_model_data_url",
            matters=True,
        ),
    ),
    Fact(
        path=r".*\bModelDataUrl",
        holds=lambda old, new: isinstance(new, Mapping) and _REPACKS.search(str(new.get("Get"))) is not None,
        judgement=_known(
            Aspect.MODEL_DATA, "it is the archive that the repack step makes, which holds the code too", matters=True
        ),
    ),
    Fact(
        path=r".*\bModelDataUrl",
        holds=lambda old, new: isinstance(old, str) and _is_text(r"^s3://[^/]+/[^/]+/model\.tar\.gz$")(old, new),
        judgement=_known(
            Aspect.MODEL_DATA,
            "v3 repacks an archive at a literal place while the pipeline is built, into the default bucket; without "
            "code it leaves it alone",
            matters=True,
        ),
    ),
    Fact(
        path=r".*\bStoppingCondition\.MaxRuntimeInSeconds",
        holds=lambda old, new: (old, new) == (86400, 3600),
        judgement=_known(Aspect.RUN_TIME, _RUN_TIME, matters=True),
    ),
    Fact(
        path=r"Arguments\.(?:DebugHookConfig|ProfilerConfig)\b.*",
        holds=lambda old, new: new is None,
        judgement=_known(
            Aspect.OTHER, "v3 sets no debugger and no profiler; the container does not see either", matters=False
        ),
    ),
    Fact(
        path=r".*\bOutputDataConfig\.CompressionType",
        holds=_one_is_absent("GZIP"),
        judgement=_known(Aspect.OUTPUTS, "this is the default", matters=False, source=_SERVICE),
    ),
    Fact(
        path=r".*\b(?:EnableNetworkIsolation|EnableManagedSpotTraining|EnableInterContainerTrafficEncryption|AppManaged)",
        holds=_one_is_absent(False),
        judgement=_known(Aspect.OTHER, "this is the default", matters=False, source=_SERVICE),
    ),
    Fact(
        path=r".*\bInputDataConfig\[[^]]*\]\.(?:InputMode|CompressionType|RecordWrapperType)",
        holds=lambda old, new: _one_is_absent("File")(old, new) or _one_is_absent("None")(old, new),
        judgement=_known(Aspect.INPUTS, "this is the default", matters=False, source=_SERVICE),
    ),
    Fact(
        path=r"Arguments\.OutputDataConfig\.S3OutputPath",
        holds=lambda old, new: (
            _is_text(r"^s3://[^/]+/?$", of_new=False)(old, new)
            and isinstance(new, str)
            and new.startswith(str(old).rstrip("/") + "/")
        ),
        judgement=_known(
            Aspect.OUTPUTS,
            "v3 writes into a folder of the job where nothing is set; a reference to the artifact follows",
            matters=False,
        ),
    ),
    Fact(
        path=r"Arguments\.HyperParameters\.sagemaker_(?:submit_directory|program|container_log_level|region|job_name)",
        holds=lambda old, new: new is None,
        judgement=_known(Aspect.CODE, _DRIVER, matters=True),
    ),
    Fact(
        path=r"Arguments\.AlgorithmSpecification\.Container(?:Entrypoint|Arguments)",
        holds=lambda old, new: (old is None and "sm_drivers" in str(new)) or new == ["/bin/bash"],
        judgement=_known(Aspect.CODE, _DRIVER, matters=True),
    ),
    Fact(
        path=r"Arguments\.InputDataConfig\[(?:code|sm_drivers)\]",
        holds=lambda old, new: old is None,
        judgement=_known(Aspect.CODE, _DRIVER, matters=True),
    ),
    Fact(
        path=r"Arguments\.HyperParameters\..*",
        holds=_is_same_but_quoted,
        judgement=_known(
            Aspect.HYPERPARAMETERS,
            "v2 writes values as JSON, with quotes, v3 as they are; SageMaker's toolkits read either, your own image "
            "may not",
            matters=True,
        ),
    ),
)

_SAME_SCRIPT = _known(Aspect.REPACK, "either repack step runs the SDK's own script, which does the same", matters=False)
#: Of a repack step that both have: its inner workings are the SDK's own.
_OF_REPACK = (
    Fact(path=r"Name", judgement=_known(Aspect.STEP_NAME, "the SDK makes the name up", matters=False)),
    Fact(
        path=r"Arguments\.(?:AlgorithmSpecification\.Container\w+|HyperParameters\.(?:sagemaker_\w+|source_dir|dependencies)"
        r"|InputDataConfig\[(?:code|sm_drivers)\])",
        judgement=_SAME_SCRIPT,
    ),
    Fact(path=r"Arguments\.HyperParameters\..*", holds=_is_same_but_quoted, judgement=_SAME_SCRIPT),
    Fact(
        path=BRANCH,
        holds=lambda old, new: new is None,
        judgement=_known(
            Aspect.BRANCH, "v3 adds the repack step beside the condition, so it runs whatever that says", matters=True
        ),
    ),
    Fact(path=r"Arguments\.OutputDataConfig\..*", judgement=_SAME_SCRIPT),
)

#: Of a repack step that only one has.
REPACK_ADDED = _known(
    Aspect.REPACK,
    "v3 packs the code of any image with a training job of its own where the model data is known only when the "
    "pipeline runs; it runs whatever a condition says, and needs a role and a network that let it train",
    matters=True,
)
REPACK_GONE = _known(Aspect.REPACK, "nothing packs the code into the model archive any more", matters=True)
