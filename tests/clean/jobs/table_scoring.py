"""Scores the table that the pipeline prepared with the model that it made."""

from dataclasses import dataclass
from typing import Any, List, Optional

from sagemaker.transformer import Transformer
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, CreateModelStep, ProcessingStep, TransformStep


@dataclass(frozen=True)
class TableScoringConfig:
    instance_type: str
    output_name: str = "to_score"
    instance_count: int = 1
    max_payload: Optional[int] = None


class TableScoringStepBuilder:
    def __init__(
        self,
        config: TableScoringConfig,
        sagemaker_session: Optional[PipelineSession] = None,
        role: Optional[str] = None,
    ):
        if not config.instance_type:
            raise ValueError("instance_type is empty")
        self.config = config
        self.session = sagemaker_session

    def create_step(self, dependencies: Optional[List[Any]] = None, enable_caching: bool = False) -> TransformStep:
        steps = list(dependencies or [])
        model = next((each for each in steps if isinstance(each, CreateModelStep)), None)
        table = next((each for each in steps if isinstance(each, ProcessingStep)), None)
        if model is None or table is None:
            raise ValueError("expected a CreateModelStep and a ProcessingStep among the dependencies")
        transformer = Transformer(
            model_name=model.properties.ModelName,
            instance_type=self.config.instance_type,
            instance_count=self.config.instance_count,
            max_payload=self.config.max_payload,
            sagemaker_session=self.session,
        )
        outputs = table.properties.ProcessingOutputConfig.Outputs
        args = transformer.transform(
            data=outputs[self.config.output_name].S3Output.S3Uri, content_type="text/csv", split_type="Line"
        )
        cache = CacheConfig(enable_caching=True, expire_after="P1D") if enable_caching else None
        return TransformStep(name="TableScoring", step_args=args, depends_on=steps, cache_config=cache)
