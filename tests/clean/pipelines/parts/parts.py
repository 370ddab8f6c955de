"""Style: functions that each make a part; what puts the parts together lies elsewhere and runs on this machine, too."""

from __future__ import annotations

import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThan
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.steps import ProcessingStep, TrainingStep


def fit_forecast(split, role, session: sagemaker.Session, bucket):
    """Trains on one output of the step that splits the sales."""
    image = sagemaker.image_uris.retrieve("xgboost", region="us-east-1", version="1.7-1")
    estimator = Estimator(
        image_uri=image,
        role=role,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        output_path=f"s3://{bucket}/forecasts",
        sagemaker_session=session,
    )
    estimator.set_hyperparameters(objective="reg:squarederror", num_round=80)
    weeks = split.properties.ProcessingOutputConfig.Outputs["weeks"].S3Output.S3Uri
    return TrainingStep(
        name="FitForecast", step_args=estimator.fit({"train": TrainingInput(weeks, content_type="text/csv")})
    )


def backtest(forecast, split, role, session: sagemaker.Session, image_uri, bucket):
    """Tries the forecast on the weeks that were held back."""
    processor = ScriptProcessor(
        role=role,
        image_uri=image_uri,
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.xlarge",
        sagemaker_session=session,
    )
    held_back = split.properties.ProcessingOutputConfig.Outputs["held-back"].S3Output.S3Uri
    return ProcessingStep(
        name="Backtest",
        step_args=processor.run(
            code=f"s3://{bucket}/code/backtest/3/backtest.py",
            inputs=[
                ProcessingInput(
                    source=forecast.properties.ModelArtifacts.S3ModelArtifacts,
                    destination="/opt/ml/processing/model",
                ),
                ProcessingInput(source=held_back, destination="/opt/ml/processing/weeks"),
            ],
            outputs=[ProcessingOutput(output_name="errors", source="/opt/ml/processing/errors")],
        ),
        depends_on=[split.name],
    )


def stop_bad_forecasts(backtest_step, report_name):
    """Ends an execution whose forecast is off."""
    error = JsonGet(step_name=backtest_step.name, property_file=report_name, json_path="errors.mape")
    return ConditionStep(
        name="IsForecastBad",
        conditions=[ConditionGreaterThan(left=error, right=0.3)],
        if_steps=[FailStep(name="StopBadForecast", error_message="the forecast is off")],
        else_steps=[],
    )
