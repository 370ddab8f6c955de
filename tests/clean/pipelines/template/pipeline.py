"""A pipeline as the project template has it: prepare, train, evaluate, register where the error is small."""

import os

import boto3
import sagemaker
import sagemaker.session
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionLessThanOrEqualTo
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.step_collections import RegisterModel
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

BASE_DIR = os.path.dirname(os.path.realpath(__file__))


def get_session(region, default_bucket):
    boto_session = boto3.Session(region_name=region)
    return PipelineSession(
        boto_session=boto_session,
        sagemaker_client=boto_session.client("sagemaker"),
        default_bucket=default_bucket,
    )


def get_pipeline(
    region,
    sagemaker_project_arn=None,
    role=None,
    default_bucket=None,
    model_package_group_name="AbalonePackageGroup",
    pipeline_name="AbalonePipeline",
    base_job_prefix="Abalone",
):
    session = get_session(region, default_bucket)
    if role is None:
        role = sagemaker.session.get_execution_role(session)
    count = ParameterInteger(name="ProcessingInstanceCount", default_value=1)
    approval = ParameterString(name="ModelApprovalStatus", default_value="PendingManualApproval")
    data = ParameterString(
        name="InputDataUrl", default_value=f"s3://sagemaker-servicecatalog-seedcode-{region}/dataset/abalone.csv"
    )
    processor = SKLearnProcessor(
        framework_version="1.2-1",
        instance_type="ml.m5.xlarge",
        instance_count=count,
        base_job_name=f"{base_job_prefix}/prep",
        sagemaker_session=session,
        role=role,
    )
    step_process = ProcessingStep(
        name="Preprocess",
        step_args=processor.run(
            outputs=[
                ProcessingOutput(output_name="train", source="/opt/ml/processing/train"),
                ProcessingOutput(output_name="validation", source="/opt/ml/processing/validation"),
                ProcessingOutput(output_name="test", source="/opt/ml/processing/test"),
            ],
            code=os.path.join(BASE_DIR, "preprocess.py"),
            arguments=["--input-data", data],
        ),
    )
    image = sagemaker.image_uris.retrieve("xgboost", region, "1.7-1", instance_type="ml.m5.xlarge")
    estimator = Estimator(
        image_uri=image,
        instance_type="ml.m5.xlarge",
        instance_count=1,
        output_path=f"s3://{session.default_bucket()}/{base_job_prefix}/train",
        sagemaker_session=session,
        role=role,
    )
    estimator.set_hyperparameters(objective="reg:squarederror", num_round=50)
    out = step_process.properties.ProcessingOutputConfig.Outputs
    step_train = TrainingStep(
        name="Train",
        step_args=estimator.fit(
            inputs={
                "train": TrainingInput(out["train"].S3Output.S3Uri, content_type="text/csv"),
                "validation": TrainingInput(out["validation"].S3Output.S3Uri, content_type="text/csv"),
            }
        ),
    )
    evaluator = ScriptProcessor(
        image_uri=image,
        command=["python3"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        base_job_name="eval",
        sagemaker_session=session,
        role=role,
    )
    report = PropertyFile(name="Report", output_name="evaluation", path="evaluation.json")
    step_eval = ProcessingStep(
        name="Evaluate",
        step_args=evaluator.run(
            inputs=[
                ProcessingInput(
                    source=step_train.properties.ModelArtifacts.S3ModelArtifacts, destination="/opt/ml/processing/model"
                ),
                ProcessingInput(source=out["test"].S3Output.S3Uri, destination="/opt/ml/processing/test"),
            ],
            outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
            code=os.path.join(BASE_DIR, "evaluate.py"),
        ),
        property_files=[report],
    )
    step_register = RegisterModel(
        name="Register",
        estimator=estimator,
        model_data=step_train.properties.ModelArtifacts.S3ModelArtifacts,
        content_types=["text/csv"],
        response_types=["text/csv"],
        inference_instances=["ml.m5.large"],
        transform_instances=["ml.m5.large"],
        model_package_group_name=model_package_group_name,
        approval_status=approval,
    )
    condition = ConditionLessThanOrEqualTo(
        left=JsonGet(step_name=step_eval.name, property_file=report, json_path="regression_metrics.mse.value"),
        right=6.0,
    )
    step_condition = ConditionStep(name="CheckMSE", conditions=[condition], if_steps=[step_register], else_steps=[])
    return Pipeline(
        name=pipeline_name,
        parameters=[count, approval, data],
        steps=[step_process, step_train, step_eval, step_condition],
        sagemaker_session=session,
    )
