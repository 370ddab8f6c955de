"""The faked AWS account: buckets, model archives, a role and sessions, without network and credentials.

moto answers every AWS call in this process. What the SDK computes anew on every call though it never changes is kept
(endpoint data, image registry files, boto3 clients), and its telemetry is off.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from boto3.resources.factory import ResourceFactory
from botocore.client import BaseClient
from moto import mock_aws
from moto.backends import get_backend
from moto.core.base_backend import BackendDict

from cursus_tester.evidence.account_names import (
    ACCOUNT_ID,
    AMBIENT_ROLE,
    DEFAULT_REGION,
    EARLIER_MODEL_KEY,
    MODEL_KEY,
    ROLE,
    TRAINING_CODE_KEY,
    TRAINING_ROLE,
    bucket_name,
    packaged_model_key,
)
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.evidence.trace import Archive
from cursus_tester.probe import roles
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.installed import sdk

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_USUAL_KEY = re.compile(r"(?!/)[\w./=:-]{1,1024}", re.ASCII)


class Account:
    """The faked account, one at a time in a process; buckets are made when a region is first used.

    What a fake of somebody else in this process holds is set aside until `close`.
    """

    def __init__(self) -> None:
        self._default_session = boto3.DEFAULT_SESSION
        self._others = _OtherMocks()
        self._others.set_aside()
        self._mock = mock_aws()
        self._mock.start()
        self._boto_sessions: dict[str, boto3.Session] = {}
        self._known_archives: dict[str, Archive] = {}
        self._assume_role()
        # Estimators ask boto3's default session for a client each (SDK 2.257.7, TensorBoardApp).
        boto3.DEFAULT_SESSION = self.boto_session(DEFAULT_REGION)

    def close(self) -> None:
        """End the fake, and restore what moto held before."""
        self._mock.stop()
        boto3.DEFAULT_SESSION = self._default_session
        self._others.restore()

    def session(self, region: str, kind: SessionKind) -> Any:
        """A fresh SDK session of `kind` in `region`, over the region's shared boto3 clients."""
        return sdk().sessions.make(kind, self.boto_session(region), bucket_name(region))

    def hold_packaged_model(self, region: str, program: str) -> str:
        """Put a model archive with ``code/<program>`` into the account and return its URI."""
        key = packaged_model_key(program)
        self._put(region, key, archive({"model.bin": b"model", f"code/{program}": b"# inference\n"}))
        return f"s3://{bucket_name(region)}/{key}"

    def make_default(self, region: str) -> None:
        """Let code that names no region work in this one."""
        boto3.DEFAULT_SESSION = self.boto_session(region)

    def hold_bucket(self, name: str, folder: str) -> None:
        """Let there be a bucket with the files of a folder; without a folder, an empty one."""
        backend = get_backend("s3")[ACCOUNT_ID]["aws"]
        if name not in backend.buckets:
            backend.create_bucket(name, DEFAULT_REGION)
        for here, _, files in os.walk(folder) if folder else ():
            for each in sorted(files):
                path = os.path.join(here, each)
                with open(path, "rb") as stream:
                    backend.put_object(name, os.path.relpath(path, folder).replace(os.sep, "/"), stream.read())

    @contextmanager
    def standing_in_for_objects(self) -> Iterator[set[str]]:
        """Until the block ends, let there be an empty object wherever one is read; yields their URIs."""
        global _objects
        previous, _objects = _objects, set[str]()
        try:
            yield _objects
        finally:
            _objects = previous

    def look_up(self, uri: str, uploads: set[str]) -> Archive:
        """The object at an ``s3://`` URI."""
        known = self._known_archives.get(uri)
        if known is not None and uri not in uploads:
            return known
        found = self._known_archives[uri] = dataclasses.replace(self._look(uri), uploaded=False)
        return dataclasses.replace(found, uploaded=found.exists and uri in uploads)

    def _look(self, uri: str) -> Archive:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        # Read from moto's memory: a GetObject request takes as long as building the step.
        held = _s3_of(bucket).buckets.get(bucket)
        found = held.keys.get(key) if held is not None else None
        if found is None:
            return Archive(exists=False, below=_names_below(held, key))
        try:
            with tarfile.open(fileobj=io.BytesIO(found.value)) as tar:
                members = tuple(sorted(os.path.normpath(name) for name in tar.getnames()))
        except (tarfile.TarError, EOFError, OSError, zlib.error):
            return Archive(exists=True)
        known = not any(os.path.basename(name) == _STAND_IN for name in members)
        return Archive(exists=True, members=members, is_known=known)

    def boto_session(self, region: str) -> boto3.Session:
        """The region's boto3 session, with its bucket."""
        session = self._boto_sessions.get(region)
        if session is None:
            session = self._boto_sessions[region] = _keep_clients(boto3.Session(region_name=region))
            location = {} if region == DEFAULT_REGION else {"LocationConstraint": region}
            session.client("s3").create_bucket(
                Bucket=bucket_name(region), **({"CreateBucketConfiguration": location} if location else {})
            )
            for key in (MODEL_KEY, EARLIER_MODEL_KEY):
                self._put(region, key, archive({"model.bin": b"model"}))
            self._put(region, TRAINING_CODE_KEY, archive({"train.py": b"# training\n"}))
        return session

    def _assume_role(self) -> None:
        """Act as a role, as CI machines do: the SDK's look-up of the execution role fails for a user."""
        # Lambda takes only a role that is there.
        for role in (AMBIENT_ROLE, ROLE, TRAINING_ROLE):
            roles.create(role.rpartition("/")[2])
        assumed = get_backend("sts")[ACCOUNT_ID]["aws"].assume_role(
            region_name=DEFAULT_REGION,
            role_session_name="conformance",
            role_arn=AMBIENT_ROLE,
            policy="",
            duration=3600,
            external_id="",
        )
        # Whom moto takes a request for whose key has not the form of AWS's (5.1).
        assumed.access_key_id = "AKIAEXAMPLE"

    def _put(self, region: str, key: str, content: bytes) -> None:
        self.boto_session(region).client("s3").put_object(Bucket=bucket_name(region), Key=key, Body=content)


class _OtherMocks:
    """What moto holds for other code in this process, such as the user's own tests."""

    def __init__(self) -> None:
        #: By service, a dictionary of accounts; empty services are left out.
        self._services: list[Any] = vars(BackendDict)["_instances"]
        self._accounts = [(service, dict(service)) for service in self._services]
        #: The account of each bucket: bucket names are global.
        s3: Any = get_backend("s3")
        self._owners: dict[str, Any] = s3.bucket_accounts
        self._kept_owners = dict(self._owners)

    def set_aside(self) -> None:
        """Empty moto without its own reset, which would clean up what it held."""
        for service in self._services:
            service.clear()
        self._services.clear()
        self._owners.clear()

    def restore(self) -> None:
        """Restore what moto held, and nothing else."""
        self.set_aside()
        for service, accounts in self._accounts:
            service.update(accounts)
            self._services.append(service)
        self._owners.update(self._kept_owners)


def archive(files: Mapping[str, bytes]) -> bytes:
    """A gzipped tarball of `files`, by name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _keep_clients(session: boto3.Session) -> boto3.Session:
    """Let `session` return the same client and resource for the same arguments."""

    def keep(function: Any) -> Any:
        kept: dict[str, Any] = {}

        @functools.wraps(function)
        def get(service_name: str, *args: Any, **kwargs: Any) -> Any:
            key = repr((service_name, args, sorted(kwargs.items(), key=lambda item: item[0])))
            if "config" in kwargs:
                key = repr((service_name, vars(kwargs["config"])))
            if key not in kept:
                kept[key] = function(service_name, *args, **kwargs)
            return kept[key]

        return get

    session.client = keep(session.client)
    session.resource = keep(session.resource)
    return session


def _names_below(bucket: Any, prefix: str) -> tuple[str, ...]:
    """The names of a bucket's objects below a prefix."""
    start = prefix.rstrip("/") + "/"
    keys = bucket.keys if bucket is not None and prefix else ()
    return tuple(sorted(key.removeprefix(start) for key in keys if key.startswith(start)))


def cache_sdk_lookups(patches: Patches) -> None:
    """Cache what the SDK computes repeatedly although it never changes, and turn off its telemetry."""
    from boto3.s3 import transfer

    for each in sdk().classes.kept_results():
        patches.replace(each.owner, each.name, each.value)
    configure = functools.partialmethod(transfer.TransferConfig.__init__, use_threads=False)
    patches.replace(transfer.TransferConfig, "__init__", configure)
    patches.replace(ResourceFactory, "load_from_definition", _once_each(ResourceFactory.load_from_definition))
    patches.replace(BaseClient, "_make_api_call", _answering_uploads(BaseClient._make_api_call))


def _once_each(load: Callable[..., type]) -> Callable[..., type]:
    """Make the class of each kind of boto3 resource once, and not for each object."""
    known: dict[tuple[ResourceFactory, str, str], type] = {}

    @functools.wraps(load)
    def load_once(self: ResourceFactory, resource_name: str, **definition: Any) -> type:
        key = (self, definition["service_context"].service_name, resource_name)
        if key not in known:
            known[key] = load(self, resource_name, **definition)
        return known[key]

    return load_once


#: What a stand-in holds, and whatever the SDK makes of one: nobody knows what is in the archive that it stands for.
_STAND_IN = "held-by-others"
#: What the SDK's download asks for.
_DOWNLOADS = frozenset({"GetObject", "HeadObject"})
#: The objects that were stood in for; ``None``: none is, but archives.
_objects: set[str] | None = None
_OF_BUCKETS = frozenset({"CreateBucket", "ListBuckets"})


def _s3_of(bucket: object) -> Any:
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
    backend = _s3_of(bucket)
    if bucket not in backend.buckets and _BUCKET.fullmatch(bucket):
        backend.create_bucket(bucket, DEFAULT_REGION)
    held = backend.buckets.get(bucket)
    if held is None or operation not in _DOWNLOADS or not isinstance(key, str) or held.keys.get(key) is not None:
        return
    if key.endswith((".tar.gz", ".tgz")):
        backend.put_object(bucket, key, archive({_STAND_IN: b""}))
    elif _objects is not None:
        _objects.add(f"s3://{bucket}/{key}")
        backend.put_object(bucket, key, b"\n")


#: Parameters of the SDK's uploads (2.257.7).
_UPLOAD = frozenset({"Bucket", "Key", "Body", "ChecksumAlgorithm", "ServerSideEncryption"})
#: What a request would not be sent elsewhere by.
_ENDPOINTS = (".amazonaws.com", ".amazonaws.com.cn")
_OF_FILES = ("read", "seek", "tell")


def _is_usual(client: BaseClient, upload: Mapping[str, Any], buckets: Mapping[str, Any]) -> bool:
    """Whether an upload is so plain that botocore and moto would accept it unchanged."""
    return (
        client.meta.service_model.service_name == "s3"
        and client.meta.endpoint_url.endswith(_ENDPOINTS)
        and {"Bucket", "Key", "Body"} <= upload.keys() <= _UPLOAD
        and isinstance(upload["Bucket"], str)
        and upload["Bucket"] in buckets
        and isinstance(upload["Key"], str)
        and _USUAL_KEY.fullmatch(upload["Key"]) is not None
        and (isinstance(upload["Body"], bytes) or all(hasattr(upload["Body"], name) for name in _OF_FILES))
        and upload.get("ServerSideEncryption", "aws:kms") == "aws:kms"
        and upload.get("ChecksumAlgorithm", "CRC32") == "CRC32"
    )


def _answering_uploads(call: Callable[..., Any]) -> Callable[..., Any]:
    """Store plain uploads directly in moto's memory: as requests they took a fifth of a builder's time."""

    @functools.wraps(call)
    def answer(self: BaseClient, operation_name: str, api_params: dict[str, Any]) -> Any:
        if operation_name == roles.SIMULATION:
            return roles.simulate(api_params, self.meta.partition)
        _provide(self.meta.service_model.service_name, operation_name, api_params)
        backend = _s3_of(api_params.get("Bucket"))
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
