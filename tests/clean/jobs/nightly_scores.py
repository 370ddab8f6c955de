"""Score with a model that another pipeline made: the config names it, and the SDK looks it up."""

from dataclasses import dataclass

from sagemaker.inputs import TransformInput
from sagemaker.transformer import Transformer
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, TransformStep


@dataclass
class NightlyScoresConfig:
    """What the nightly scores are made with."""

    bucket: str
    model_name: str = "churn-champion"
    instance_type: str = "ml.m5.xlarge"
    instance_count: int = 1


class NightlyScoresTransformStepBuilder:
    """Makes the step that scores last night's customers."""

    def __init__(self, config: NightlyScoresConfig, sagemaker_session=None, role=None):
        if not role:
            raise ValueError("role: the role is missing")
        for name in ("bucket", "model_name", "instance_type"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs=None, dependencies=None, enable_caching=True) -> TransformStep:
        """The step, which waits for `dependencies`."""
        config = self.config
        transformer = Transformer(
            model_name=config.model_name,
            instance_count=config.instance_count,
            instance_type=config.instance_type,
            strategy="MultiRecord",
            assemble_with="Line",
            accept="text/csv",
            output_path=f"s3://{config.bucket}/scores",
            sagemaker_session=self.session,
        )
        data = (inputs or {}).get("data") or f"s3://{config.bucket}/customers"
        options = {"content_type": "text/csv", "split_type": "Line", "join_source": "Input"}
        cache = CacheConfig(enable_caching=True, expire_after="P1D") if enable_caching else None
        common = {"name": "NightlyScores", "depends_on": [*(dependencies or ())], "cache_config": cache}
        if isinstance(self.session, PipelineSession):
            return TransformStep(step_args=transformer.transform(data, **options), **common)
        return TransformStep(transformer=transformer, inputs=TransformInput(data=data, **options), **common)
