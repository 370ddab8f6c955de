"""Where SDK v3 has what v2 has. ``make migration`` writes the table, `v3_names.json`, from the text of both SDKs."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_name("v3_names.json")

#: What a move does to the request that SageMaker gets, by the class or function of v3. Measured on 2.257.7 and on
#: 3.27.0 (sagemaker-core 2.27.0, -train, -serve and -mlops 1.27.0).
_CHANGES: Mapping[str, str] = {
    "sagemaker.mlops.workflow.model_step.ModelStep": (
        "it takes step_args=ModelBuilder(…).build() under a PipelineSession; the step has the very name that it is "
        "given, and .steps holds no model step"
    ),
    "sagemaker.serve.model_builder.ModelBuilder": (
        "it packs any image's code into the model archive; v2 leaves that of XGBoost and scikit-learn beside it"
    ),
    "sagemaker.train.model_trainer.ModelTrainer": (
        "jobs stop after 1 hour rather than 24 unless stopping_condition says otherwise, and have no debugger or "
        "profiler settings"
    ),
    "sagemaker.core.shapes.ProcessingInput": "the place in S3 goes into s3_input=ProcessingS3Input(…)",
    "sagemaker.core.shapes.ProcessingOutput": "the place in S3 goes into s3_output=ProcessingS3Output(…)",
    "sagemaker.core.shapes.DatasetDefinition": (
        "its query does not reach the request (core 2.27.0): let a step before this one write the result to S3"
    ),
    "sagemaker.core.processing.FeatureStoreOutput": (
        "an output to a feature store does not compile (core 2.27.0): let a step after this one write the features"
    ),
    "sagemaker.core.processing.FrameworkProcessor": (
        "it takes image_uri= rather than a framework's version, and skips requirements= that are not in source_dir"
    ),
    "sagemaker.train.tuner.HyperparameterTuner": (
        "create() with several trainers does not compile (train 1.27.0); isolation, encryption and the volume's key of "
        "the trainer do not reach its jobs"
    ),
    "sagemaker.core.image_uris": "versions that are left out and new tags may give other images",
    "sagemaker.core.image_uris.retrieve": "versions that are left out and new tags may give other images",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where v3 has a public name of v2."""

    #: Dotted, as v2 has it.
    name: str
    #: Dotted, as v3 has it; ``None``: it is gone and nothing takes its place. Equal to `name`: it stays.
    place: str | None
    #: What the move changes in the compiled request; empty: nothing that is known.
    change: str = ""


def place_of(module: str, name: str = "") -> Place | None:
    """Where v3 has a name that a module of v2 has, or the module itself; ``None``: v2 has no such public name.

    `name` may be dotted: ``Session.default_bucket``. The longest part of it that is a public name of v2 counts.
    """
    parts = [*module.split("."), *(name.split(".") if name else ())]
    below = next((length for length in range(len(parts), 0, -1) if ".".join(parts[:length]) in _table()["places"]), 0)
    if not below:
        return None
    names = _places(".".join(parts[:below]))
    return names.get(parts[below] if below < len(parts) else "")


def versions() -> tuple[str, str]:
    """The versions of the SDK that the table was made from: v2's, and v3's with those of its parts."""
    table = _table()
    parts = ", ".join(f"{name} {version}" for name, version in table["to"].items() if name.count("-"))
    return table["from"], f"{table['to']['sagemaker']} ({parts})"


@functools.cache
def _table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return found


@functools.cache
def _places(module: str) -> Mapping[str, Place]:
    """The places of a module's names; an empty name is the module itself."""
    return {each.name.removeprefix(module).removeprefix("."): each for each in _all_places(module)}


def _all_places(module: str) -> Iterator[Place]:
    for where, names in _table()["places"][module].items():
        for entry in names:
            old, _, new = entry.partition("=")
            name = f"{module}.{old}" if old else module
            if where in ("", "="):
                yield Place(name, None if where == "" else name)
            else:
                place = f"{where}.{new or old}" if old else where
                yield Place(name, place, _CHANGES.get(place, ""))
