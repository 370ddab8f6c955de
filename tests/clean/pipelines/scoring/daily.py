"""A pipeline in the older form: processors and estimators are handed to the steps, under a plain session."""

import asyncio

import sagemaker
from sagemaker import Session
from sagemaker.lambda_helper import Lambda
from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
from sagemaker.workflow.callback_step import CallbackOutput, CallbackOutputTypeEnum, CallbackStep
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.workflow.parallelism_config import ParallelismConfiguration
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.retry import StepExceptionTypeEnum, StepRetryPolicy
from sagemaker.workflow.steps import ProcessingStep


async def latest(session: Session) -> str:
    await asyncio.sleep(0)
    return session.default_bucket()


def _role(session: Session, role: str | None) -> str:
    return role if role else sagemaker.get_execution_role(session)


async def daily_pipeline(
    session: Session,
    image_uri: str,
    queue_url: str,
    lambda_arn: str,
    role=None,
    tags: list[dict[str, str]] | None = None,
) -> Pipeline:
    bucket = await latest(session)
    day = ParameterString("Day")
    region = ParameterString("Market", default_value="eu", enum_values=["eu", "us"])
    known = [day]
    for each in (day, region):
        if each not in known:
            known.append(each)

    look_up = LambdaStep(
        name="LookUp",
        lambda_func=Lambda(function_arn=lambda_arn, session=session),
        inputs={"day": day, "market": region},
        outputs=[LambdaOutput("location", LambdaOutputTypeEnum.String)],
    )
    processor = Processor(
        image_uri=image_uri,
        role=_role(session, role),
        instance_count=1,
        instance_type="ml.m5.xlarge",
        sagemaker_session=session,
        tags=tags or [],
    )
    score = ProcessingStep(
        name="Score",
        processor=processor,
        inputs=[ProcessingInput(look_up.properties.Outputs["location"], "/opt/ml/processing/input")],
        outputs=[
            ProcessingOutput("/opt/ml/processing/scores", f"s3://{bucket}/scores", output_name="scores"),
        ],
        retry_policies=[StepRetryPolicy([StepExceptionTypeEnum.THROTTLING], max_attempts=3)],
    )
    approve = CallbackStep(
        name="Approve",
        sqs_queue_url=queue_url,
        inputs={"scores": score.properties.ProcessingOutputConfig.Outputs["scores"].S3Output.S3Uri},
        outputs=[CallbackOutput("approved", CallbackOutputTypeEnum.Boolean)],
    )
    pipeline = Pipeline(
        name="daily-scores", parameters=known, steps=[look_up, score, approve], sagemaker_session=session
    )
    pipeline.upsert(
        role_arn=_role(session, role),
        tags=tags,
        parallelism_config=ParallelismConfiguration(max_parallel_execution_steps=2),
    )
    return pipeline
