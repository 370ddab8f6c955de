"""CreateModel steps under SDK v3: ``ModelStep(step_args=ModelBuilder(…).build())`` under a PipelineSession."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Trace
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.steps.create_model.given_code import why_dropped, why_misplaced
from cursus_tester.steps.create_model.inference_code import BUILT_IN, EMPTY_PROGRAM, deliveries

#: What makes the request: a model builder, whatever the framework.
MAKERS = Makers(
    noun="model builder",
    classes=(names.MODEL_BUILDER,),
    frameworks={names.MODEL_BUILDER: None},
    methods=(".build",),
    environment="env_vars",
    role="role_arn",
    script=f"source_code={names.SOURCE_CODE}(source_dir=…, entry_script=self.config.entry_point)",
    image_scopes=("inference",),
)

_DEFERRED = (
    f"give the {names.MODEL_BUILDER} a {names.PIPELINE_SESSION}: there build() only describes the model, under any "
    "other session it creates it at once"
)
_PACK = (
    f"give {names.MODEL_BUILDER}(source_code={names.SOURCE_CODE}(source_dir=…, entry_script=…)) the folder of the code "
    "and the script that lies at its top: the SDK then puts the folder into the model archive"
)
#: What `register` adds where it is given no code (serve 1.27.0).
_NO_PROGRAM = (
    f"give {names.MODEL_BUILDER} source_code={names.SOURCE_CODE}(source_dir=…, entry_script=…); where the model has no "
    "script, dependencies={}: register() takes the default of that for code, and names a program that is none"
)


def code_deliveries(builder: Builder, trace: Trace) -> Iterator[Delivery]:
    """How the code reaches each container: whatever the image, the SDK packs it into the model archive."""
    made = tuple(trace.calls_to(names.MODEL_BUILDER))
    if any(map(why_dropped, made)):
        yield Delivery(unknown="the SDK drops the code that it is given (see CM371)")
        return
    if any(why_misplaced(call, trace) for call in made):
        yield Delivery(unknown="the script is not where the container looks for it (see CM372)")
        return
    for found in deliveries(builder, trace):
        if EMPTY_PROGRAM in found.wrong:
            yield replace(found, hint=_NO_PROGRAM)
            continue
        # Which image runs no script, no way of packing changes.
        is_packing = bool(found.wrong) and BUILT_IN not in found.wrong
        yield replace(found, hint=_PACK) if is_packing else found


#: What errors of the SDK mean (serve and mlops 1.27.0).
EXPLANATIONS = (
    (f"step_args of {names.MODEL_STEP} must be obtained", _DEFERRED),
    (r"'NoneType' object has no attribute 'create_model_request'", _DEFERRED),
    (r"Object of type (?:Join|Parameter\w*|Properties\w*) is not JSON serializable", _DEFERRED),
    (
        r"unexpected keyword argument 'cache_config'",
        f"remove cache_config: a {names.MODEL_STEP} has no cache",
    ),
    (
        r"has no attribute 'to_request'",
        f"give retry_policies as a list of {names.STEP_RETRY_POLICY}: a dictionary is taken and fails when it compiles",
    ),
    (r"has no attribute 'startswith'", "pass role_arn as a string: the SDK asks IAM for the role when it builds"),
    (r"IAM role .* does not exist", "pass role_arn, the whole ARN of the role"),
    (
        r"has no attribute 'model_artifacts'",
        "pass s3_model_data_url, the step's properties.ModelArtifacts.S3ModelArtifacts",
    ),
)

CHANGES: Mapping[str, Any] = {
    "step_class": names.MODEL_STEP,
    "collections": (),
    "request_methods": ("build",),
    "estimator_methods": (),
    "estimator_patterns": frozenset(),
    "required_methods": {},
    "building_methods": frozenset({"build"}),
    "listening": Listening(
        constructors=(names.MODEL_BUILDER, names.SESSION),
        methods={names.MODEL_BUILDER: ("build",), names.SESSION: ("create_model",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    "returned": (names.MODEL_STEP,),
    "deliveries": code_deliveries,
    "brought": (names.REPACK_MODEL_STEP,),
    "name_suffixes": (),
    "makers": MAKERS,
    "deferred": _DEFERRED,
    "explanations": EXPLANATIONS,
    "sdk_can_make": None,
    "takes_no_variable": None,
}
