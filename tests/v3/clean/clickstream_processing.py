"""Style: a job of Spark, a config that checks itself, inputs called by common words."""

from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output
from sagemaker.core.spark.processing import PySparkProcessor
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.steps import ProcessingStep


class ClickstreamProcessingConfig:
    def __init__(
        self,
        entry_point: str,
        bucket: str,
        instance_type: str = "ml.m5.4xlarge",
        instance_count: int = 4,
        framework_version: str = "3.3",
    ):
        for name, value in (
            ("entry_point", entry_point),
            ("bucket", bucket),
            ("instance_type", instance_type),
            ("framework_version", framework_version),
        ):
            if not value:
                raise ValueError(f"{name} must not be empty")
        self.entry_point = entry_point
        self.bucket = bucket
        self.instance_type = instance_type
        self.instance_count = instance_count
        self.framework_version = framework_version


class ClickstreamProcessingStepBuilder:
    def __init__(self, config: ClickstreamProcessingConfig, sagemaker_session: PipelineSession, role: str):
        if not role:
            raise ValueError("role must be given")
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def create_step(self, inputs: dict, dependencies=None) -> ProcessingStep:
        if not inputs.get("events"):
            raise ValueError("input events is missing")
        c = self.config
        processor = PySparkProcessor(
            base_job_name="clicks",
            framework_version=c.framework_version,
            role=self.role,
            instance_type=c.instance_type,
            instance_count=c.instance_count,
            max_runtime_in_seconds=7200,
            sagemaker_session=self.session,
        )
        args = processor.run(
            submit_app=c.entry_point,
            arguments=["--format", "parquet"],
            inputs=[
                ProcessingInput(
                    input_name="events",
                    s3_input=ProcessingS3Input(
                        s3_uri=inputs["events"],
                        local_path="/opt/ml/processing/input/events",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                    ),
                )
            ],
            outputs=[
                ProcessingOutput(
                    output_name="sessions",
                    s3_output=ProcessingS3Output(
                        s3_uri=f"s3://{c.bucket}/sessions",
                        local_path="/opt/ml/processing/output/sessions",
                        s3_upload_mode="EndOfJob",
                    ),
                )
            ],
        )
        return ProcessingStep(name="Clickstream", step_args=args, depends_on=list(dependencies or []))
