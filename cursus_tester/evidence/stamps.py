"""Mask what differs from run to run: timestamps, temporary paths and object addresses.

The SDK puts the time into upload prefixes and made-up names (sagemaker 2.257.7, ``sagemaker.utils``).
"""

from __future__ import annotations

import functools
import re
import tempfile

_PATTERNS = (
    # sagemaker_timestamp: 2026-11-23-02-41-23-873; sagemaker_short_timestamp: 261123-0241.
    (re.compile(r"\b\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-\d{3}\b"), "<stamp>"),
    (re.compile(r"\b\d{6}-\d{4}\b"), "<stamp>"),
    # model_code/<epoch seconds>, where the SDK knows no better prefix.
    (re.compile(r"(?<=/)\d{10}(?:\.\d+)?(?=/|$)"), "<stamp>"),
    (re.compile(r"\b0x[0-9a-fA-F]{6,16}\b"), "<id>"),
)
_TEMPORARY = re.compile(
    r"(?:/private)?(?:" + re.escape(tempfile.gettempdir().rstrip("/")) + r"|/tmp|/var/folders/\w+/\w+/T)/"
    r"(?:cursus-tester-[\w]+/)+|(?:/private)?(?:/tmp|/var/folders/\w+/\w+/T)/tmp[\w]{6,12}"
)


@functools.lru_cache(maxsize=1024)
def hide_stamps(text: str) -> str:
    """`text` with timestamps, temporary paths and addresses shown as ``<stamp>``, ``<tmp>`` and ``<id>``."""
    for pattern, shown in _PATTERNS:
        text = pattern.sub(shown, text)
    return _TEMPORARY.sub("<tmp>/", text)
