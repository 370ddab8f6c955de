"""Scores the offers of a month, joined with their rows."""

from types import SimpleNamespace

from sagemaker.inputs import TransformInput
from sagemaker.transformer import Transformer
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, TransformStep


class OffersConfig:
    def __init__(
        self,
        instance_type="ml.m5.large",
        instance_count=2,
        output_path="s3://offers/scores",
        max_payload=6,
        strategy="MultiRecord",
        env=None,
        tags=None,
        kms_key=None,
        output_kms_key=None,
        join=False,
        max_concurrent=None,
    ):
        for name, value in (("instance_type", instance_type), ("output_path", output_path)):
            if not value:
                raise ValueError("%s may not be empty" % name)
        self.instance_type = instance_type
        self.instance_count = instance_count
        self.output_path = output_path
        self.max_payload = max_payload
        self.strategy = strategy
        self.env = env
        self.tags = tags
        self.kms_key = kms_key
        self.output_kms_key = output_kms_key
        self.join = join
        self.max_concurrent = max_concurrent


class OffersTransformStepBuilder(object):
    def __init__(self, config: OffersConfig, sagemaker_session=None, role=None):
        self.config = config
        self.sagemaker_session = sagemaker_session

    def _find(self, wanted, inputs, dependencies):
        if inputs.get(wanted.name):
            return inputs[wanted.name]
        for step in dependencies:
            value = wanted.read(step.properties)
            if value is not None:
                return value
        raise ValueError("OffersTransform: %s is missing" % wanted.name)

    def create_step(self, **kwargs):
        inputs = kwargs.get("inputs") or {}
        dependencies = list(kwargs.get("dependencies") or ())
        model = self._find(
            SimpleNamespace(name="model_name", read=lambda p: getattr(p, "ModelName", None)), inputs, dependencies
        )
        rows = self._find(
            SimpleNamespace(
                name="rows",
                read=lambda p: (
                    p.ProcessingOutputConfig.Outputs["rows"].S3Output.S3Uri
                    if hasattr(p, "ProcessingOutputConfig")
                    else None
                ),
            ),
            inputs,
            dependencies,
        )
        c = self.config
        transformer = Transformer(
            model_name=model,
            instance_type=c.instance_type,
            instance_count=c.instance_count,
            output_path=c.output_path,
            strategy=c.strategy,
            assemble_with="Line",
            accept="text/csv",
            max_payload=c.max_payload,
            max_concurrent_transforms=c.max_concurrent,
            env=c.env,
            tags=c.tags,
            output_kms_key=c.output_kms_key,
            volume_kms_key=c.kms_key,
            sagemaker_session=self.sagemaker_session,
        )
        options = {"content_type": "text/csv", "split_type": "Line"}
        if c.join:
            options.update(join_source="Input", output_filter="$[0,-1]")
        cache = CacheConfig(enable_caching=True, expire_after="P2D") if kwargs.get("enable_caching") else None
        if isinstance(self.sagemaker_session, PipelineSession):
            return TransformStep(
                name="OffersTransform",
                step_args=transformer.transform(data=rows, **options),
                depends_on=dependencies,
                cache_config=cache,
            )
        return TransformStep(
            name="OffersTransform",
            transformer=transformer,
            inputs=TransformInput(data=rows, **options),
            depends_on=dependencies,
            cache_config=cache,
        )
