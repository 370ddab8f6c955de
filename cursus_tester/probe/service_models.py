"""Read botocore's service and endpoint descriptions once: every boto3 session reads them again (1.44)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from botocore.loaders import JSONFileLoader

from cursus_tester.sandbox.patches import Patches


def read_once(patches: Patches) -> None:
    """Let all sessions of this process share the descriptions. Call it before importing the SDK, which makes some."""
    patches.replace(JSONFileLoader, "load_file", _once_each(JSONFileLoader.load_file))


def _once_each(load: Callable[[JSONFileLoader, str], Any]) -> Callable[[JSONFileLoader, str], Any]:
    known: dict[str, Any] = {}

    @functools.wraps(load)
    def load_once(self: JSONFileLoader, file_path: str) -> Any:
        if file_path not in known:
            found = load(self, file_path)
            if found is None:
                return None
            known[file_path] = found
        return known[file_path]

    return load_once
