"""Specification of the PyTorchModel step on SDK v3."""

from dataclasses import replace

from cursus_tester.contract.specification import DependencySpec
from specs.pytorch_model import PYTORCH_MODEL_SPECIFICATION as ON_V2

PYTORCH_MODEL_SPECIFICATION = replace(
    ON_V2,
    pattern="M",
    dependencies=(
        DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=("PyTorchTraining", "ProcessingStep"),
            semantic_keywords=("model", "artifacts", "pytorch"),
            description="Archive of the trained network; the SDK packs the code into it, or a step of its own does",
        ),
    ),
)
