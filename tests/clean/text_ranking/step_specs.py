"""Specifications are data: they are read from the YAML file next to this one."""

from pathlib import Path
from types import SimpleNamespace

import yaml


def _namespace(value, free=False):
    if isinstance(value, dict) and not free:
        return SimpleNamespace(**{key: _namespace(each, key in KEPT) for key, each in value.items()})
    if isinstance(value, dict):
        return {key: _namespace(each) for key, each in value.items()}
    return value


#: Dictionaries whose keys are names of ours.
KEPT = ("dependencies", "outputs", "optional_env_vars")


def load(name):
    text = Path(__file__).with_name("steps.yaml").read_text()
    return _namespace(yaml.safe_load(text)[name])
