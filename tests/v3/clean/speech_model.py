"""Style: a plain class, a container of the team's own, positional arguments, the model under a name of the config."""

from typing import Any

from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.retry import StepExceptionTypeEnum, StepRetryPolicy
from sagemaker.serve.model_builder import ModelBuilder


class SpeechModelConfig:
    def __init__(self, image_uri: str, language: str = "en", workers: int = 2, model_name: str | None = None):
        if not image_uri:
            raise ValueError("SpeechModelConfig: image_uri must not be empty")
        self.image_uri = image_uri
        self.language = language
        self.workers = workers
        self.model_name = model_name


class SpeechModelStepBuilder:
    """The image contains the code; the archive contains the weights."""

    def __init__(self, config: SpeechModelConfig, sagemaker_session: PipelineSession, role: str):
        if not role:
            raise ValueError("SpeechModelStepBuilder: role must not be empty")
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, inputs: dict, dependencies: list | None = None) -> ModelStep:
        weights: Any = inputs.get("model_data")
        if not weights:
            raise ValueError("SpeechModelStepBuilder: inputs has no model_data")
        builder = ModelBuilder(
            image_uri=self.config.image_uri,
            s3_model_data_url=weights,
            env_vars={"LANGUAGE": self.config.language, "WORKERS": str(self.config.workers)},
            role_arn=self.role,
            sagemaker_session=self.sagemaker_session,
        )
        again = StepRetryPolicy(
            exception_types=[StepExceptionTypeEnum.SERVICE_FAULT, StepExceptionTypeEnum.THROTTLING], max_attempts=3
        )
        return ModelStep(
            "SpeechModel",
            builder.build(self.config.model_name),
            list(dependencies or ()),
            retry_policies=[again],
            description="Transcribes calls",
        )
