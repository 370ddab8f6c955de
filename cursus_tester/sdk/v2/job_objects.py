"""Objects of SDK v2 that jobs and models are made with, for parameters that ask for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sagemaker.estimator import Estimator, EstimatorBase
from sagemaker.model import Model
from sagemaker.processing import Processor, ScriptProcessor
from sagemaker.transformer import Transformer

from cursus_tester.evidence.account_names import ACCOUNT_ID, MODEL_KEY, ROLE, bucket_name

_KIND = "ml.m5.xlarge"


def _image(region: str) -> str:
    return f"{ACCOUNT_ID}.dkr.ecr.{region}.amazonaws.com/conformance:1"


def _estimator(session: Any, region: str) -> Any:
    return Estimator(
        image_uri=_image(region), role=ROLE, instance_count=1, instance_type=_KIND, sagemaker_session=session
    )


def _model(session: Any, region: str) -> Any:
    data = f"s3://{bucket_name(region)}/{MODEL_KEY}"
    return Model(image_uri=_image(region), model_data=data, role=ROLE, sagemaker_session=session)


def _processor(session: Any, region: str) -> Any:
    return ScriptProcessor(
        image_uri=_image(region),
        command=["python3"],
        role=ROLE,
        instance_count=1,
        instance_type=_KIND,
        sagemaker_session=session,
    )


def _transformer(session: Any, region: str) -> Any:
    return Transformer(model_name="conformance", instance_count=1, instance_type=_KIND, sagemaker_session=session)


#: How an object of each kind is made, with the class that it is and the one that annotations name at the most.
_MADE: Mapping[str, tuple[type, type, Callable[[Any, str], Any]]] = {
    "estimator": (Estimator, EstimatorBase, _estimator),
    "model": (Model, Model, _model),
    "processor": (ScriptProcessor, Processor, _processor),
    "transformer": (Transformer, Transformer, _transformer),
}
#: What else is called a model is often the name of one.
_NAME = re.compile(r"(?:\w+_)?(estimator|processor|transformer)|(?:sagemaker_|sm_|trained_)?(model)", re.IGNORECASE)


def job_object(cls: type | None, name: str, session: Any, region: str) -> Any:
    """An estimator, model, processor or transformer for a parameter; ``None`` where it asks for none of them.

    Args:
        cls: The class that the parameter is annotated with; ``None``: none.
        name: The parameter's name, which tells where there is no class.
        session: A session of the SDK.
        region: The session's region.
    """
    if cls is None:
        found = _NAME.fullmatch(name)
        return _MADE[(found[1] or found[2]).lower()][2](session, region) if found is not None else None
    return next(
        (make(session, region) for own, base, make in _MADE.values() if issubclass(own, cls) and issubclass(cls, base)),
        None,
    )
