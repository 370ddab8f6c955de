"""The pack of Processing steps."""

from __future__ import annotations

from dataclasses import replace

from cursus_tester.evidence.makers import Makers
from cursus_tester.scenarios.jobs import job_scenarios
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.processing.code import deliveries, deliveries_under_v3
from cursus_tester.steps.processing.requests import LAYOUT, refusals, refusals_under_v3
from cursus_tester.steps.processing.step_types import PROCESSING

MAKERS = Makers(
    noun="processor",
    classes=(names.PROCESSOR,),
    frameworks=names.PROCESSOR_CLASSES,
    methods=(".run",),
    has_instance_type=True,
    image_scopes=("training", "processing"),
    is_of_its_class=True,
)

OPERATION = Operation(
    service=names.SERVICE, name="CreateProcessingJob", filled_in=("ProcessingJobName",), refusals=refusals
)

PACK = StepPack(
    name=PROCESSING,
    step_class=names.PROCESSING_STEP,
    definition_type=PROCESSING,
    operation=OPERATION,
    aliases=frozenset({"processing", "process", "sagemakerprocessing", "processingjob"}),
    telling_word="process",
    builder_suffix="ProcessingStepBuilder",
    listening=Listening(
        constructors=(names.PROCESSOR,),
        methods={names.PROCESSOR: ("run",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    scenarios=job_scenarios,
    layout=LAYOUT,
    makers=MAKERS,
    deferred="only describe the job and let the pipeline run start it: "
    f"{names.PROCESSING_STEP}(step_args=processor.run(…)) needs a {names.PIPELINE_SESSION}; under a plain session "
    f"{names.PROCESSING_STEP}(processor=…, inputs=…, outputs=…, code=…)",
    explanations=(
        (
            r"'dict' object has no attribute 'decode'",
            "the source of an input is a dictionary, such as {'Get': …}, which the SDK reads as a path: pass the "
            "property itself, step.properties.ProcessingOutputConfig.Outputs[…].S3Output.S3Uri",
        ),
        (
            r"step_args or processor need to be given|step_args of \w+ must be obtained",
            f"processor.run() describes the job under a {names.PIPELINE_SESSION} only; under a plain session it starts "
            "the job and returns None: refuse other sessions, or annotate the constructor with sagemaker_session: "
            f"{names.PIPELINE_SESSION}",
        ),
    ),
    can_cache=True,
    dropped_beside_request={
        "inputs": "processor.run(inputs=…)",
        "outputs": "processor.run(outputs=…)",
        "job_arguments": "processor.run(arguments=…)",
        "code": "processor.run(code=…)",
        "kms_key": "processor.run(kms_key=…)",
    },
    deliveries=deliveries,
    has_code_in_inputs=True,
    rules=("cursus_tester.steps.processing.rules",),
    under={
        3: {"deliveries": deliveries_under_v3, "operation": replace(OPERATION, refusals=refusals_under_v3)},
    },
)
