"""SDK v3 as the tester sees it."""

from __future__ import annotations

# First: it prepares the process for the import of the SDK.
from cursus_tester.sdk.v3 import importing  # isort: split

from cursus_tester.sdk.distribution import full_version
from cursus_tester.sdk.either import builds, pipelines
from cursus_tester.sdk.protocol import Sdk
from cursus_tester.sdk.v3 import classes, models, sessions, steps

importing.restore()

ADAPTER = Sdk(
    version=full_version() or "",
    builds=builds,
    classes=classes,
    models=models,
    pipelines=pipelines,
    sessions=sessions,
    steps=steps,
)
