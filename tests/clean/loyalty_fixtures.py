"""Configs for tests of the loyalty model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from loyalty_model import ReviewedConfig, fingerprint


def make_config() -> ReviewedConfig:
    """A reviewed config, with code that exists."""
    source_dir = tempfile.mkdtemp()
    Path(source_dir, "inference.py").write_text("def model_fn(model_dir): ...\n", encoding="utf-8")
    return ReviewedConfig(
        instance_type="ml.m5.xlarge",
        entry_point="inference.py",
        source_dir=source_dir,
        reviewed=fingerprint("ml.m5.xlarge", "inference.py", source_dir),
    )
