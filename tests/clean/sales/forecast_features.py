"""Features in a container that has its own program, in the form that works under any session."""

from __future__ import annotations

from typing import Any

from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
from sagemaker.workflow.steps import CacheConfig, ProcessingStep


class ForecastFeaturesConfig:
    def __init__(
        self,
        image_uri: str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/features:7",
        instance_type: str = "ml.c5.xlarge",
        instance_count: int = 2,
        horizon: int = 14,
    ) -> None:
        for name, value in (("image_uri", image_uri), ("instance_type", instance_type)):
            if not value:
                raise ValueError(f"{name} is missing")
        self.image_uri, self.instance_type = image_uri, instance_type
        self.instance_count, self.horizon = instance_count, horizon


class ForecastFeaturesBuilder:
    def __init__(self, config: ForecastFeaturesConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        if role is None:
            raise ValueError("a role is needed to run the job")
        self._config, self._session, self._role = config, sagemaker_session, role

    def _sources(self, inputs: Any, dependencies: Any) -> dict[str, Any]:
        found = {name: value for name, value in (inputs or {}).items() if value is not None and value != ""}
        for step in dependencies:
            outputs = getattr(step, "outputs", None) or []
            if getattr(step, "step_args", None) is not None:
                outputs = step.step_args.func_kwargs.get("outputs") or []
            for each in outputs:
                uri = step.properties.ProcessingOutputConfig.Outputs[each.output_name].S3Output.S3Uri
                found.setdefault(each.output_name, uri)
        return found

    def create_step(
        self, inputs: Any = None, dependencies: Any = (), enable_caching: bool = False, **_: Any
    ) -> ProcessingStep:
        sources = self._sources(inputs, dependencies or ())
        if "history" not in sources:
            raise ValueError("the input 'history' is missing")
        processor = Processor(
            image_uri=self._config.image_uri,
            role=self._role,
            instance_type=self._config.instance_type,
            instance_count=self._config.instance_count,
            entrypoint=["features", "build"],
            sagemaker_session=self._session,
        )
        return ProcessingStep(
            name="ForecastFeatures",
            processor=processor,
            inputs=[
                ProcessingInput(
                    input_name="history", source=sources["history"], destination="/opt/ml/processing/history"
                )
            ],
            outputs=[ProcessingOutput(output_name="features", source="/opt/ml/processing/features")],
            job_arguments=["--horizon", str(self._config.horizon)],
            depends_on=list(dependencies or ()),
            cache_config=CacheConfig(enable_caching=True, expire_after="PT12H") if enable_caching else None,
        )
