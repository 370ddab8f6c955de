"""Style: a NamedTuple config that calls the folder of its code `code`, and small functions."""

from __future__ import annotations

from typing import NamedTuple

from sagemaker.core import image_uris
from sagemaker.core.training.configs import SourceCode
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train.configs import Networking


class OcrSettings(NamedTuple):
    region: str
    code: str
    script: str = "serve.py"
    machine: str = "ml.m5.xlarge"
    subnets: tuple = ()
    security_group_ids: tuple = ()
    tags: dict | None = None
    env: dict | None = None

    def checked(self):
        for field in ("region", "code", "script", "machine"):
            if not getattr(self, field):
                raise ValueError(f"OcrSettings.{field} is empty")
        return self


def _tags(settings):
    return [{"Key": k, "Value": v} for k, v in (settings.tags or {}).items()] or None


def _net(settings):
    if not settings.subnets:
        return None
    return Networking(subnets=[*settings.subnets], security_group_ids=[*settings.security_group_ids])


class OcrModelStep:
    def __init__(self, config: OcrSettings, sagemaker_session, role):
        if not role:
            raise ValueError("OcrModelStep needs a role")
        self.s, self.session, self.role = config.checked(), sagemaker_session, role

    def create_step(self, model_data, *, dependencies=()):
        if not model_data:
            raise ValueError("OcrModelStep: model_data is missing")
        s = self.s
        image = image_uris.retrieve(
            "pytorch", s.region, version="2.5.1", py_version="py311", instance_type=s.machine, image_scope="inference"
        )
        mb = ModelBuilder(
            image_uri=image,
            s3_model_data_url=model_data,
            source_code=SourceCode(source_dir=s.code, entry_script=s.script),
            env_vars={"OMP_NUM_THREADS": "2", **(s.env or {})},
            network=_net(s),
            instance_type=s.machine,
            role_arn=self.role,
            sagemaker_session=self.session,
        )
        return ModelStep("OcrModel", mb.build(model_name="ocr", tags=_tags(s)), [*dependencies])
