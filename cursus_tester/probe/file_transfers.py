"""Files that boto3 uploads and downloads: small ones with plain requests, without the machinery for large ones.

`cursus_tester.probe.object_storage` answers the requests from memory. boto3's transfer manager takes three times as
long to make them (boto3 1.44, s3transfer 0.19).
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from typing import Any

from botocore.client import BaseClient
from s3transfer.utils import OSUtils  # type: ignore[import-untyped]

from cursus_tester.probe import object_storage

#: From which size on boto3 transfers a file in parts, in bytes.
_LARGE = 8 << 20


def uploading(upload: Callable[..., None]) -> Callable[..., None]:
    """Let a client upload a small file with one request; what is unusual goes the long way."""

    @functools.wraps(upload)
    def upload_file(
        self: BaseClient,
        Filename: Any,
        Bucket: Any,
        Key: Any,
        ExtraArgs: Any = None,
        Callback: Any = None,
        Config: Any = None,
    ) -> None:
        content = None
        if Callback is None and Config is None and object_storage.takes_file(self, Bucket, Key, ExtraArgs or {}):
            content = _content(Filename)
        if content is None:
            return upload(self, Filename, Bucket, Key, ExtraArgs, Callback, Config)
        client: Any = self
        client.put_object(Bucket=Bucket, Key=Key, Body=content, **(ExtraArgs or {}))

    return upload_file


def downloading(download: Callable[..., None]) -> Callable[..., None]:
    """Let a client download a small object with the two requests that boto3 makes; the unusual goes the long way."""

    @functools.wraps(download)
    def download_file(
        self: BaseClient,
        Bucket: Any,
        Key: Any,
        Filename: Any,
        ExtraArgs: Any = None,
        Callback: Any = None,
        Config: Any = None,
    ) -> None:
        is_usual = Callback is None and Config is None and not ExtraArgs and isinstance(Filename, str)
        request = {"Bucket": Bucket, "Key": Key}
        if not is_usual or not _is_small(self, request) or not os.path.isdir(os.path.dirname(Filename) or "."):
            return download(self, Bucket, Key, Filename, ExtraArgs, Callback, Config)
        client: Any = self
        with object_storage.downloading():
            client.head_object(**request)
            content = client.get_object(**request)["Body"].read()
        # As boto3 does: into another file first.
        files = OSUtils()
        beside = files.get_temp_filename(Filename)
        with open(beside, "wb") as stream:
            stream.write(content)
        files.rename_file(beside, Filename)

    return download_file


def _content(file: object) -> bytes | None:
    """The content of a small file; ``None`` where it is none, or cannot be read."""
    if not isinstance(file, (str, os.PathLike)):
        return None
    try:
        if not os.path.isfile(file) or os.path.getsize(file) >= _LARGE:
            return None
        with open(file, "rb") as stream:
            return stream.read()
    except (OSError, ValueError):
        return None


def _is_small(client: BaseClient, request: Mapping[str, Any]) -> bool:
    found = object_storage.held_object(client, request)
    return found is not None and len(found.value) < _LARGE
