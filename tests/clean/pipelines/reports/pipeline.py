"""Reports whose names and keys do not stand in the scripts as they are read, and that are written nevertheless."""

from pathlib import Path

from sagemaker.processing import ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionLessThanOrEqualTo
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep

HERE = Path(__file__).parent
FOLDER = "/opt/ml/processing/report"


def get_pipeline(role: str, session: PipelineSession) -> Pipeline:
    """Measures drift, errors, language and bias, and fails where one of them is too large."""
    name = ParameterString(name="ErrorReport", default_value="errors.json")
    limits, steps = [], []
    for script, file, key, environment, arguments in (
        ("drift", "drift.json", "drift.share", {"REPORT": f"{FOLDER}/drift.json"}, None),
        ("errors", "errors.json", "mae.value", None, ["--report", name]),
        ("splits", "test_report.json", "rmse", None, None),
        ("language", "eval_results.json", "eval_loss", None, None),
        ("bias", "bias.json", "['bias.ratio'].value", None, None),
    ):
        processor = SKLearnProcessor(
            framework_version="1.2-1",
            role=role,
            instance_type="ml.m5.xlarge",
            instance_count=1,
            env=environment,
            sagemaker_session=session,
        )
        report = PropertyFile(name=script.title(), output_name="report", path=file)
        step = ProcessingStep(
            name=f"Measure-{script}",
            step_args=processor.run(
                code=str(HERE / f"{script}.py"),
                arguments=arguments,
                outputs=[ProcessingOutput(output_name="report", source=FOLDER)],
            ),
            property_files=[report],
        )
        steps.append(step)
        limits.append(
            ConditionLessThanOrEqualTo(left=JsonGet(step_name=step.name, property_file=report, json_path=key), right=1)
        )
    stop = FailStep(name="TooLarge", error_message="a measure is too large")
    decide = ConditionStep(name="AllSmall", conditions=limits, if_steps=[], else_steps=[stop])
    return Pipeline(name="reports", parameters=[name], steps=[*steps, decide], sagemaker_session=session)
