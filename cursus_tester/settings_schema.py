"""The JSON Schema of the settings, offered to ``validate-pyproject`` by the entry point in ``pyproject.toml``."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def settings_schema(tool_name: str = "cursus-tester") -> dict[str, Any]:
    """Keys and values of ``[tool.cursus-tester]``, as ``cursus_tester/settings.schema.json`` describes them."""
    text = resources.files("cursus_tester").joinpath("settings.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
