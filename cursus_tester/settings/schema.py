"""The JSON Schema of the settings, offered to ``validate-pyproject`` by the entry point in ``pyproject.toml``."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def settings_schema(tool_name: str = "cursus-tester") -> dict[str, Any]:
    """Keys and values of ``[tool.cursus-tester]``, as ``settings.schema.json`` beside this file describes them."""
    text = resources.files("cursus_tester.settings").joinpath("settings.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
