"""What the faked account answers about objects by itself: buckets and archives of others, plain uploads and downloads.

moto answers everything else. A request through botocore and moto takes as long as building a step.
"""

from __future__ import annotations

import functools
import gzip
import io
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.client import BaseClient
from moto.backends import get_backend

from cursus_tester.evidence.account_names import ACCOUNT_ID, DEFAULT_REGION
from cursus_tester.evidence.code import STAND_IN

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_USUAL_KEY = re.compile(r"(?!/)[\w./=:-]{1,1024}", re.ASCII)


def archive(files: Mapping[str, bytes]) -> bytes:
    """A gzipped tarball of `files`, by name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def names_in(content: bytes) -> tuple[str, ...]:
    """The names in a tarball, however it is compressed.

    Raises:
        tarfile.TarError: It is none.
        OSError, EOFError, zlib.error: It is damaged.
    """
    if _is_small(content):
        return _names_in_tar(gzip.decompress(content))
    with opened_archive(content) as tar:
        return tuple(tar.getnames())


@functools.lru_cache(maxsize=32)
def _names_in_tar(content: bytes) -> tuple[str, ...]:
    # Each build packs the same files anew, with another date in the head of the compressed archive.
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as tar:
        return tuple(tar.getnames())


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFiles:
    """The scripts and requirements in a tarball."""

    #: Their text by name, as they are once it is unpacked.
    texts: Mapping[str, str] = field(default_factory=dict)
    #: The names under which there are several files that differ.
    replaced: tuple[str, ...] = ()


def files_in(content: bytes) -> PackedFiles:
    """The scripts and requirements in a small tarball; none of what is damaged, large or no tarball."""
    if not _is_small(content):
        return PackedFiles()
    try:
        return _files_in_tar(gzip.decompress(content))
    except (tarfile.TarError, EOFError, OSError, zlib.error):
        return PackedFiles()


@functools.lru_cache(maxsize=32)
def _files_in_tar(content: bytes) -> PackedFiles:
    held: dict[str, bytes] = {}
    replaced: dict[str, None] = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as tar:
        for member in tar:
            name, stream = os.path.normpath(member.name), tar.extractfile(member) if member.isfile() else None
            if stream is not None:
                data = stream.read()
                if held.setdefault(name, data) != data:
                    replaced[name] = None
                held[name] = data
    wanted = {name: data for name, data in held.items() if name.endswith((".py", "requirements.txt"))}
    return PackedFiles(
        texts={name: data.decode("utf-8", "replace") for name, data in wanted.items()}, replaced=tuple(replaced)
    )


#: Up to which size an archive is unpacked in memory, in bytes.
_SMALL = 1 << 16


def opened_archive(content: bytes) -> tarfile.TarFile:
    """A tarball to read, however it is compressed.

    Raises:
        tarfile.TarError: It is none.
        OSError, EOFError, zlib.error: It is damaged.
    """
    if _is_small(content):
        # Python's reader of compressed files takes three times as long.
        return tarfile.open(fileobj=io.BytesIO(gzip.decompress(content)), mode="r:")
    return tarfile.open(fileobj=io.BytesIO(content))


def _is_small(content: bytes) -> bool:
    return content.startswith(b"\x1f\x8b") and len(content) <= _SMALL


#: What the SDK's download asks for.
_DOWNLOADS = frozenset({"GetObject", "HeadObject"})
#: The objects that were stood in for; ``None``: none is, but archives.
_objects: set[str] | None = None
_OF_BUCKETS = frozenset({"CreateBucket", "ListBuckets"})


def s3_of(bucket: object) -> Any:
    """What moto holds in the partition of AWS that a bucket is in; in the usual one where there is no such bucket."""
    s3: Any = get_backend("s3")
    partition, _ = s3.bucket_accounts.get(bucket, ("aws", ACCOUNT_ID)) if isinstance(bucket, str) else ("aws", "")
    return s3[ACCOUNT_ID][partition]


def _provide(service: str, operation: str, api_params: Mapping[str, Any]) -> None:
    """Let there be what a build takes for granted: the buckets that it names, and archives that others have put there.

    A real account has the team's buckets, and what earlier jobs left in them. An archive is stood in for by one whose
    content nobody knows; of what is no archive nothing is made up.
    """
    bucket, key = api_params.get("Bucket"), api_params.get("Key")
    if service != "s3" or operation in _OF_BUCKETS or not isinstance(bucket, str):
        return
    backend = s3_of(bucket)
    if bucket not in backend.buckets and _BUCKET.fullmatch(bucket):
        backend.create_bucket(bucket, DEFAULT_REGION)
    held = backend.buckets.get(bucket)
    if held is None or operation not in _DOWNLOADS or not isinstance(key, str) or held.keys.get(key) is not None:
        return
    if key.endswith((".tar.gz", ".tgz")):
        backend.put_object(bucket, key, archive({STAND_IN: b""}))
    elif _objects is not None:
        _objects.add(f"s3://{bucket}/{key}")
        backend.put_object(bucket, key, b"\n")


@contextmanager
def standing_in() -> Iterator[set[str]]:
    """Until the block ends, let there be an empty object wherever one is read; yields their URIs."""
    global _objects
    previous, _objects = _objects, set[str]()
    try:
        yield _objects
    finally:
        _objects = previous


#: Parameters of the SDK's uploads (2.257.7).
_UPLOAD = frozenset({"Bucket", "Key", "Body", "ChecksumAlgorithm", "ServerSideEncryption"})
#: What a request would not be sent elsewhere by.
_ENDPOINTS = (".amazonaws.com", ".amazonaws.com.cn")
_OF_FILES = ("read", "seek", "tell")


def _names_object(client: BaseClient, request: Mapping[str, Any]) -> bool:
    """Whether a request is about an object of the account, by a name that botocore and moto would accept unchanged."""
    return (
        client.meta.service_model.service_name == "s3"
        and client.meta.endpoint_url.endswith(_ENDPOINTS)
        and isinstance(request.get("Bucket"), str)
        and isinstance(request.get("Key"), str)
        and _USUAL_KEY.fullmatch(request["Key"]) is not None
    )


def _is_usual(client: BaseClient, upload: Mapping[str, Any], buckets: Mapping[str, Any]) -> bool:
    """Whether an upload is so plain that botocore and moto would accept it unchanged."""
    return (
        _names_object(client, upload)
        and {"Bucket", "Key", "Body"} <= upload.keys() <= _UPLOAD
        and upload["Bucket"] in buckets
        and (isinstance(upload["Body"], bytes) or all(hasattr(upload["Body"], name) for name in _OF_FILES))
        and upload.get("ServerSideEncryption", "aws:kms") == "aws:kms"
        and upload.get("ChecksumAlgorithm", "CRC32") == "CRC32"
    )


def takes_file(client: BaseClient, bucket: Any, key: Any, options: Mapping[str, Any]) -> bool:
    """Whether the upload of a file is so plain that it can be made with one request, whatever is in it."""
    upload = {"Bucket": bucket, "Key": key, "Body": b"", **options}
    return (
        options.keys() <= {"ServerSideEncryption"}
        and isinstance(bucket, str)
        and _is_usual(client, upload, s3_of(bucket).buckets)
    )


#: Whether boto3 downloads a file. It asks for no more than an object's size, tag and content (s3transfer 0.19).
_is_downloading = False


def answering_downloads(download: Callable[..., None]) -> Callable[..., None]:
    """Let what `answering_transfers` made know that boto3 downloads a file."""

    @functools.wraps(download)
    def download_quickly(*args: Any, **kwargs: Any) -> None:
        with downloading():
            download(*args, **kwargs)

    return download_quickly


@contextmanager
def downloading() -> Iterator[None]:
    """Until the block ends, boto3 downloads a file."""
    global _is_downloading
    previous, _is_downloading = _is_downloading, True
    try:
        yield
    finally:
        _is_downloading = previous


def _held(client: BaseClient, operation: str, request: Mapping[str, Any]) -> Any:
    """The object that boto3 downloads with a plain request; ``None`` where it does not, or there is none."""
    is_plain = request.keys() == {"Bucket", "Key"}
    return held_object(client, request) if _is_downloading and operation in _DOWNLOADS and is_plain else None


def held_object(client: BaseClient, request: Mapping[str, Any]) -> Any:
    """The object that a request is about; ``None`` where there is none."""
    if not _names_object(client, request):
        return None
    bucket = s3_of(request["Bucket"]).buckets.get(request["Bucket"])
    return bucket.keys.get(request["Key"]) if bucket is not None else None


def _content(found: Any, operation: str) -> dict[str, Any]:
    """What a download needs of the answer that moto would give."""
    content: bytes = found.value
    answer = {"ETag": found.etag, "ContentLength": len(content), "ResponseMetadata": {"HTTPStatusCode": 200}}
    return answer if operation == "HeadObject" else {**answer, "Body": io.BytesIO(content)}


def answering_transfers(call: Callable[..., Any]) -> Callable[..., Any]:
    """Store plain uploads in moto's memory and read plain downloads from it: as requests they took a third of a run."""

    @functools.wraps(call)
    def answer(self: BaseClient, operation_name: str, api_params: dict[str, Any]) -> Any:
        _provide(self.meta.service_model.service_name, operation_name, api_params)
        found = _held(self, operation_name, api_params)
        if found is not None:
            return _content(found, operation_name)
        backend = s3_of(api_params.get("Bucket"))
        if operation_name != "PutObject" or not _is_usual(self, api_params, backend.buckets):
            return call(self, operation_name, api_params)
        bucket, key, body = (api_params[name] for name in ("Bucket", "Key", "Body"))
        start = 0 if isinstance(body, bytes) else body.tell()
        content = body if isinstance(body, bytes) else body.read()
        if not isinstance(content, bytes):
            # A file that was opened as text.
            body.seek(start)
            return call(self, operation_name, api_params)
        held = backend.put_object(bucket, key, content, encryption=api_params.get("ServerSideEncryption"))
        return {"ETag": held.etag, "ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}}}

    return answer
