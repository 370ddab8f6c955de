"""The faked AWS account: buckets, model archives, a role and sessions, without network and credentials.

moto answers every AWS call in this process. What the SDK computes anew on every call though it never changes is kept
(endpoint data, image registry files, boto3 clients), and its telemetry is off.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
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
    further_model_key,
    packaged_model_key,
)
from cursus_tester.evidence.code import STAND_IN
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.evidence.trace import Archive
from cursus_tester.probe import file_transfers, models_of_the_team, object_storage, roles
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.installed import sdk

#: In bytes.
_LONGEST_SCRIPT = 1 << 17


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

    def hold_further_model(self, region: str, name: str) -> str:
        """Put the model archive of a further input into the account and return its URI."""
        key = further_model_key(name)
        self._put(region, key, object_storage.archive({"model.bin": b"model", f"{name}.bin": b"model"}))
        return f"s3://{bucket_name(region)}/{key}"

    def hold_packaged_model(self, region: str, program: str) -> str:
        """Put a model archive with ``code/<program>`` into the account and return its URI."""
        key = packaged_model_key(program)
        self._put(region, key, object_storage.archive({"model.bin": b"model", f"code/{program}": b"# inference\n"}))
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
        with object_storage.standing_in() as uris:
            yield uris

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
        held = object_storage.s3_of(bucket).buckets.get(bucket)
        found = held.keys.get(key) if held is not None else None
        if found is None:
            return Archive(exists=False, below=_names_below(held, key))
        try:
            members = tuple(sorted(os.path.normpath(name) for name in object_storage.names_in(found.value)))
        except (tarfile.TarError, EOFError, OSError, zlib.error):
            is_script = key.endswith(".py") and len(found.value) <= _LONGEST_SCRIPT
            return Archive(exists=True, text=found.value.decode("utf-8", "replace") if is_script else "")
        known = not any(os.path.basename(name) == STAND_IN for name in members)
        return Archive(exists=True, members=members, is_known=known)

    def files_at(self, uri: str) -> object_storage.PackedFiles:
        """The scripts and requirements in the archive at an ``s3://`` URI, or the script that is there."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        held = object_storage.s3_of(bucket).buckets.get(bucket)
        found = held.keys.get(key) if held is not None else None
        if found is None:
            return object_storage.PackedFiles()
        if key.endswith(".py") and len(found.value) <= _LONGEST_SCRIPT:
            text = found.value.decode("utf-8", "replace")
            return object_storage.PackedFiles(texts={os.path.basename(key): text})
        return object_storage.files_in(found.value)

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
                self._put(region, key, object_storage.archive({"model.bin": b"model"}))
            self._put(region, TRAINING_CODE_KEY, object_storage.archive({"train.py": b"# training\n"}))
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
        # Past the clients, whose calls are the builder's.
        get_backend("s3")[ACCOUNT_ID]["aws"].put_object(bucket_name(region), key, content)


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


def _keep_clients(session: boto3.Session) -> boto3.Session:
    """Let `session` return the same client and resource for the same arguments."""

    def keep(function: Any) -> Any:
        kept: dict[object, Any] = {}

        @functools.wraps(function)
        def get(service_name: str, *args: Any, **kwargs: Any) -> Any:
            # The session's own region may be named or not.
            given = {"region_name": session.region_name, **kwargs}
            key: object = (service_name, given["region_name"])
            if args or len(given) > 1 or not all(type(each) is str for each in (service_name, given["region_name"])):
                key = repr((service_name, args, sorted(given.items(), key=lambda item: item[0])))
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
    from boto3.s3 import inject, transfer

    for each in sdk().classes.kept_results():
        patches.replace(each.owner, each.name, each.value)
    configure = functools.partialmethod(transfer.TransferConfig.__init__, use_threads=False)
    patches.replace(transfer.TransferConfig, "__init__", configure)
    patches.replace(ResourceFactory, "load_from_definition", _once_each(ResourceFactory.load_from_definition))
    patches.replace(
        transfer.S3Transfer, "download_file", object_storage.answering_downloads(transfer.S3Transfer.download_file)
    )
    patches.replace(inject, "upload_file", file_transfers.uploading(inject.upload_file))
    patches.replace(inject, "download_file", file_transfers.downloading(inject.download_file))
    answer = models_of_the_team.answering_models(roles.answering_simulations(BaseClient._make_api_call))
    answer = object_storage.answering_transfers(answer)
    patches.replace(BaseClient, "_make_api_call", answer)


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
