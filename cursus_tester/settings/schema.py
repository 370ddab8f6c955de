"""The JSON Schema of the settings, offered to ``validate-pyproject`` by the entry point in ``pyproject.toml``.

``python -m cursus_tester.settings.schema FILE`` writes it, as `make docs` does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cursus_tester.settings import values
from cursus_tester.settings.declaration import Setting
from cursus_tester.settings.settings import SETTINGS

_TEXT = {"$ref": "#/definitions/text"}
#: What kinds of values refer to.
_DEFINITIONS: dict[str, Any] = {
    "text": {"type": "string", "pattern": "\\S"},
    "texts": {"type": "array", "items": _TEXT},
    "rule": {"description": "The id of a rule.", "type": "string", "pattern": f"^{values.RULE_PATTERN}$"},
    "rules": {"type": "array", "items": {"type": "string", "pattern": f"^{values.RULE_PREFIX_PATTERN}$"}},
    "builder": {
        "description": "module:Class, path::Class, or a pattern of either.",
        "type": "string",
        "pattern": "[:*]",
    },
    "waiver": {
        "type": "object",
        "additionalProperties": False,
        "required": ["rule", "builder", "reason"],
        "properties": {
            "rule": {"$ref": "#/definitions/rule"},
            "builder": {"$ref": "#/definitions/builder"},
            "scenario": {"description": "The only scenario that is meant, or a pattern; without it all are.", **_TEXT},
            "message": {"description": "The only message that is meant, or a pattern; without it all are.", **_TEXT},
            "reason": {"description": "Why it is accepted.", "type": "string", "pattern": "[^\\W_]"},
            "expires": {
                "description": "The last day on which it holds: a TOML date or a text such as 2027-01-31.",
                "anyOf": [
                    {"type": "string", "pattern": f"^{values.DATE_PATTERN}$"},
                    # JSON has no dates: what is of no type of JSON is one.
                    {"not": {"type": ["array", "boolean", "integer", "null", "number", "object", "string"]}},
                ],
            },
            "owner": {"description": "Who decided.", **_TEXT},
            "ticket": {"description": "Where it was decided.", **_TEXT},
        },
    },
}


def settings_schema(tool_name: str = "cursus-tester") -> dict[str, Any]:
    """Keys and values of ``[tool.cursus-tester]``."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://cursus-tester.invalid/settings-1.schema.json",
        "title": "cursus-tester settings",
        "description": "[tool.cursus-tester] in pyproject.toml, or all of cursus-tester.toml. "
        "Relative paths are relative to the file.",
        "type": "object",
        "additionalProperties": False,
        "properties": {each.key: _property(each) for each in SETTINGS},
        "definitions": _DEFINITIONS,
    }


def _property(setting: Setting) -> dict[str, Any]:
    described = {"description": f"{setting.meaning[:1].upper()}{setting.meaning[1:]}.", **setting.kind.schema}
    default = setting.default_value
    return described if default is None else {**described, "default": default}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(settings_schema(), indent=2) + "\n", encoding="utf-8")
