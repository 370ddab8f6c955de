"""A script: it makes the pipeline from its command line, sends it to the service and starts it."""

import argparse
import json

import boto3
from sagemaker.processing import ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThan
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import Join, JsonGet
from sagemaker.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--region", required=True)
    parser.add_argument("--role-arn", required=True)
    parser.add_argument("--stage", choices=["dev", "prod"], required=True)
    parser.add_argument("--max-rows", type=int, required=True)
    parser.add_argument("--bucket")
    args = parser.parse_args()

    session = PipelineSession(boto_session=boto3.Session(region_name=args.region), default_bucket=args.bucket)
    table = ParameterString(name="Table", default_value="orders")
    least = ParameterFloat(name="LeastShare", default_value=0.95)

    processor = SKLearnProcessor(
        framework_version="1.2-1",
        role=args.role_arn,
        instance_type="ml.t3.medium" if args.stage == "dev" else "ml.m5.4xlarge",
        instance_count=1,
        env={"STAGE": args.stage},
        sagemaker_session=session,
    )
    report = PropertyFile(name="Quality", output_name="report", path="quality.json")
    check = ProcessingStep(
        name="Check",
        step_args=processor.run(
            code="scripts/check.py",
            arguments=["--table", table, "--max-rows", str(args.max_rows)],
            outputs=[ProcessingOutput(output_name="report", source="/opt/ml/processing/report")],
        ),
        property_files=[report],
    )
    share = JsonGet(step_name=check.name, property_file=report, json_path="complete.share")
    failed = FailStep(name="TooFew", error_message=Join(on=" ", values=["The table", table, "is not complete"]))
    load = ProcessingStep(
        name="Load",
        step_args=processor.run(code="scripts/load.py", arguments=["--table", table]),
    )
    decide = ConditionStep(
        name="IsComplete",
        conditions=[ConditionGreaterThan(left=share, right=least)],
        if_steps=[load],
        else_steps=[failed],
    )
    pipeline = Pipeline(
        name=f"orders-{args.stage}", parameters=[table, least], steps=[check, decide], sagemaker_session=session
    )
    print(json.dumps(json.loads(pipeline.definition()), indent=2))
    pipeline.upsert(role_arn=args.role_arn)
    print(pipeline.describe()["PipelineArn"])
    execution = pipeline.start()
    execution.wait()
