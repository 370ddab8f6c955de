"""The base of builders whose images read their code from the model archive: the SDK's repack step puts it there."""

from __future__ import annotations

import abc
import hashlib
import logging
import pathlib

from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep

from bx.estimators import model_of, request, training_step


class DeepEstimatorStepBuilder(abc.ABC):
    spec = None

    def __init__(self, config, sagemaker_session=None, role=None, registry_manager=None, dependency_resolver=None):
        self.config = config
        self.session = sagemaker_session
        self.role = role
        if not role:
            raise ValueError("a role is required")

    @property
    def name(self):
        return type(self).__name__.replace("StepBuilder", "")

    def create_step(self, **kwargs) -> CreateModelStep:
        if kwargs.get("enable_caching"):
            logging.getLogger(__name__).warning("%s has no cache: enable_caching is ignored", self.name)
        steps = list(kwargs.get("dependencies") or ())
        trained = training_step(steps)
        archive = self.archive(kwargs, trained)
        model = model_of(trained, archive, self.session, name=self.model_name(archive), role=self.role, **self.code())
        step = self.repacked(model, steps) if is_pipeline_variable(archive) else self.packed(model, steps)
        step._spec = self.spec
        return step

    def archive(self, kwargs, trained):
        for given in (kwargs.get("model_data"), (kwargs.get("inputs") or {}).get("model_data")):
            if isinstance(given, str) and not given:
                raise ValueError(f"{self.name}: model_data is an empty text")
            if given is not None:
                return given
        return trained.properties.ModelArtifacts.S3ModelArtifacts

    def repacked(self, model, steps):
        if not isinstance(self.session, PipelineSession):
            raise ValueError("model_data of a run needs a PipelineSession: only there can the SDK repack the archive")
        arguments = model.create(instance_type=self.config.instance_type, tags=self.config.tags or None)
        return ModelStep(name=self.name, step_args=arguments, depends_on=steps).steps[-1]

    def packed(self, model, steps):
        arguments = request(model, self.session, self.config.instance_type, self.config.tags or None)
        return CreateModelStep(name=self.name, step_args=arguments, depends_on=steps)

    def code(self):
        return {"entry_point": self.config.entry_point, "source_dir": self.config.source_dir, "env": self.environment()}

    def environment(self):
        return dict(self.config.env)

    def model_name(self, archive):
        if self.config.model_name:
            return self.config.model_name
        found = hashlib.md5(archive.encode() if isinstance(archive, str) else b"")
        for file in sorted(pathlib.Path(self.config.source_dir).glob("*.py")):
            if not file.name.startswith("_repack"):
                found.update(file.read_bytes())
        return f"{self.name.lower()}-{found.hexdigest()[:8]}"
