"""SDK v2 as the tester sees it."""

from __future__ import annotations

import sagemaker

from cursus_tester.sdk.either import builds, pipelines
from cursus_tester.sdk.protocol import Sdk
from cursus_tester.sdk.v2 import classes, models, sessions, steps

ADAPTER = Sdk(
    version=sagemaker.__version__,
    builds=builds,
    classes=classes,
    models=models,
    pipelines=pipelines,
    sessions=sessions,
    steps=steps,
)
