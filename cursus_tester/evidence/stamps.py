"""Mask what differs from run to run: timestamps, temporary paths and object addresses.

The SDK puts the time into upload prefixes and made-up names (sagemaker 2.257.7, ``sagemaker.utils``).
"""

from __future__ import annotations

import functools
import re
import tempfile

#: What `sagemaker_timestamp` ends the names of jobs with: 2026-11-23-02-41-23-873, with fewer digits at the end where
#: the clock reads 23.87.
JOB_STAMP = re.compile(r"\b\d{4}(?:-\d\d){5}-\d{1,3}\b")
_TIMES = (
    JOB_STAMP,
    # sagemaker_short_timestamp: 261123-0241.
    re.compile(r"\b\d{6}-\d{4}\b"),
    # <step>-<hash> of a repack step's code, of which the SDK hashes the path too (2.205.0). Later ones write the time.
    re.compile(r"(?<=-)[0-9a-f]{32}(?=/source/sourcedir\.tar\.gz)"),
    # <job>-20261130170818, where SDK v3 puts the code and the drivers of a job (train 1.27.0).
    re.compile(r"(?<=-)20\d{12}(?=/input/)"),
    # <job>/tuning-1796063955, where it puts those of a tuning job.
    re.compile(r"(?<=/tuning-)\d{10}(?=/input/)"),
    # What SDK v3 signs the data of a function step with (core 2.27.0), another one in each build.
    re.compile(r'(?<="REMOTE_FUNCTION_SECRET_KEY": ")[^"]+'),
    # The file of requirements that it writes for a function step without one (2.257.7).
    re.compile(r"(?<=sagemaker_requirements_)[a-z0-9_]{8}(?=\.txt)"),
    # model_code/<epoch seconds>, where the SDK knows no better prefix. Elsewhere it is a builder that reads the clock.
    re.compile(r"(?<=model_code/)\d{10}\b"),
)
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_TEMPORARY = re.compile(
    r"(?:/private)?(?:" + re.escape(tempfile.gettempdir().rstrip("/")) + r"|/tmp|/var/folders/\w+/\w+/T)/"
    r"(?:cursus-tester-[\w]+/)+|(?:/private)?(?:/tmp|/var/folders/\w+/\w+/T)/tmp[\w]{6,12}"
)
#: ``<pipeline>/code/<hash>``: the SDK hashes the code's path too, which lies in a temporary folder.
_CODE_HASH = re.compile(r"(?<=/code/)[0-9a-f]{64}(?=/)")
#: Names that `uuid.uuid4` and `tempfile` generate.
_GENERATED = re.compile(
    r"(?<![0-9a-zA-Z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-zA-Z])"
    r"|(?<![0-9a-zA-Z])tmp[a-z0-9_]{8}(?![0-9a-zA-Z])"
)


def hide_times(text: str) -> str:
    """`text` with the times that the SDK writes shown as ``<stamp>``."""
    for pattern in _TIMES:
        text = pattern.sub("<stamp>", text)
    return text


@functools.lru_cache(maxsize=1024)
def hide_stamps(text: str) -> str:
    """`text` with timestamps, temporary paths and addresses shown as ``<stamp>``, ``<tmp>`` and ``<id>``."""
    return _TEMPORARY.sub("<tmp>/", _ADDRESS.sub("<id>", hide_times(text)))


def hide_places(text: str) -> str:
    """`text` as `hide_stamps` shows it, and with hashes of code, which are others in each run, as ``<stamp>``.

    For what is shown. Within one run such a hash tells whether the code is the same.
    """
    return _CODE_HASH.sub("<stamp>", hide_stamps(text))


@functools.lru_cache(maxsize=1024)
def hide_generated(text: str) -> str:
    """`text` as `hide_places` shows it, and with generated names, which are others in each scenario, as ``<id>``."""
    return _GENERATED.sub("<id>", hide_places(text))
