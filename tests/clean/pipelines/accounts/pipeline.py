"""Style: works under a profile of the team, makes a role first, and takes the variables that containers get."""

from __future__ import annotations

import json

import boto3
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
POLICIES = ("service-role/AWSLambdaBasicExecutionRole", "AmazonSageMakerFullAccess")


def ensure_role(account, name):
    """The ARN of a role for functions that look at what the pipeline has made."""
    iam = account.client("iam")
    try:
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    except iam.exceptions.EntityAlreadyExistsException:
        made = iam.get_role(RoleName=name)
    for policy in POLICIES:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return made["Role"]["Arn"]


def invoices(role, bucket, image_uri, container_env):
    """Reads the invoices of a month."""
    account = boto3.Session(profile_name="analytics")
    session = PipelineSession(boto_session=account, default_bucket=bucket)
    processor = ScriptProcessor(
        role=role,
        image_uri=image_uri,
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.large",
        env=container_env,
        sagemaker_session=session,
    )
    reading = ProcessingStep(
        name="ReadInvoices",
        step_args=processor.run(
            code=f"s3://{bucket}/code/invoices/1.4.0/read.py",
            inputs=[ProcessingInput(source=f"s3://{bucket}/invoices", destination="/opt/ml/processing/input")],
            outputs=[
                ProcessingOutput(
                    output_name="lines",
                    source="/opt/ml/processing/output",
                    destination=f"s3://{bucket}/invoice-lines",
                )
            ],
            arguments=["--role-of-readers", ensure_role(account, "invoice-readers")],
        ),
    )
    return Pipeline(name="invoices", steps=[reading], sagemaker_session=session)
