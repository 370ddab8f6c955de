"""The framework that a builder is for, where only what its module imports says it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from cursus_tester.observation.frameworks import framework_of


@pytest.mark.parametrize(
    ("imports", "framework"),
    [
        ("from sagemaker.pytorch import PyTorch", "pytorch"),
        # What looks at a job is no framework of it.
        ("from sagemaker.debugger import ProfilerConfig\nfrom sagemaker.pytorch import PyTorch", "pytorch"),
        ("from sagemaker.clarify import DataConfig", None),
    ],
)
def test_framework_of_imports(tmp_path: Path, imports: str, framework: str | None) -> None:
    path = tmp_path / "embed.py"
    path.write_text(f"{imports}\n\n\nclass EmbedStepBuilder:\n    pass\n")
    specification = importlib.util.spec_from_file_location("embed", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert framework_of(module.EmbedStepBuilder, module) == framework
