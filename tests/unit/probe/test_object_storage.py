"""Uploads into moto's memory, downloads from it: whatever botocore or the service would refuse goes the long way."""

from __future__ import annotations

import gzip
import io
import lzma
import random
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from boto3.s3.transfer import S3Transfer
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from cursus_tester.evidence.account_names import MODEL_KEY, bucket_name
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.probe.account import Account, cache_sdk_lookups
from cursus_tester.probe.object_storage import answering_transfers, archive, opened_archive
from cursus_tester.sandbox.patches import Patches

REGION = "us-east-1"
USUAL = {"Bucket": bucket_name(REGION), "Key": "model/sourcedir.tar.gz", "Body": b"content"}


class Endless:
    """Gives text where bytes are wanted, and cannot go back."""

    def read(self, size: int = -1) -> str:
        return "text"


#: What differs from a usual upload; a function makes its body anew.
QUICK: dict[str, dict[str, Any]] = {
    "bytes": {},
    "a file": {"Body": lambda: io.BytesIO(b"content")},
    "the SDK's key": {"ServerSideEncryption": "aws:kms"},
    "the SDK's checksum": {"ChecksumAlgorithm": "CRC32"},
    "the longest key": {"Key": "k" * 1024},
    "a bucket of the team's own": {"Bucket": "no-such-bucket"},
}
LONG: dict[str, dict[str, Any]] = {
    "a bucket name that cannot be": {"Bucket": "No_Bucket"},
    "an empty bucket name": {"Bucket": ""},
    "a bucket that is no text": {"Bucket": 5},
    "an empty key": {"Key": ""},
    "a key that is too long": {"Key": "k" * 1025},
    "a key with a line break": {"Key": "key\n"},
    "a key that is no text": {"Key": None},
    "a body that is text": {"Body": "content"},
    "a body that is a number": {"Body": 5},
    "a body of no kind": {"Body": None},
    "a file of text": {"Body": lambda: io.StringIO("content")},
    "a reader of text": {"Body": lambda: Endless()},
    "metadata": {"Metadata": {"a": "b"}},
    "metadata that is no text": {"Metadata": {"a": 5}},
    "an ACL": {"ACL": "public-read"},
    "a key of one's own": {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key"},
    "another encryption": {"ServerSideEncryption": "AES256"},
    "an encryption of None": {"ServerSideEncryption": None},
    "a checksum that is not known": {"ChecksumAlgorithm": "NONSENSE"},
    "a checksum of None": {"ChecksumAlgorithm": None},
    "a sum that is wrong": {"ContentMD5": "nonsense"},
    "an argument that is not known": {"Nonsense": 1},
}


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    patches = Patches()
    cache_sdk_lookups(patches)
    account = Account()
    yield account
    account.close()
    patches.undo()


def upload(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in {**USUAL, **changes}.items()}


def outcome(call: Callable[..., Any], client: BaseClient, changes: dict[str, Any]) -> tuple[object, ...]:
    """What came of an upload: the exception, or what was answered and is held."""
    given = upload(changes)
    try:
        answer = call(client, "PutObject", given)
    except Exception as error:
        return type(error), str(error)
    held = client.get_object(Bucket=given["Bucket"], Key=given["Key"])
    shown = ("ETag", "Metadata", "ServerSideEncryption", "ContentType")
    return answer["ETag"], held["Body"].read(), [held.get(name) for name in shown]


@pytest.mark.parametrize("changes", [*QUICK.values(), *LONG.values()], ids=[*QUICK, *LONG])
def test_the_quick_way_and_the_long_one_come_to_the_same(account: Account, changes: dict[str, Any]) -> None:
    client = account.session(REGION, SessionKind.SESSION).boto_session.client("s3")
    quick = BaseClient._make_api_call

    assert outcome(quick, client, changes) == outcome(quick.__wrapped__, client, changes)


@pytest.mark.parametrize("changes", LONG.values(), ids=LONG)
def test_what_is_not_usual_goes_the_long_way(account: Account, changes: dict[str, Any]) -> None:
    client = account.session(REGION, SessionKind.SESSION).boto_session.client("s3")
    taken = []

    answering_transfers(lambda *given: taken.append(given))(client, "PutObject", upload(changes))

    assert len(taken) == 1


def test_a_client_of_another_endpoint_goes_the_long_way(account: Account) -> None:
    client = boto3.client("s3", region_name=REGION, endpoint_url="http://192.0.2.1")
    taken = []

    answering_transfers(lambda *given: taken.append(given))(client, "PutObject", dict(USUAL))

    assert len(taken) == 1


#: What differs from a usual download, and whether that is answered without a request.
DOWNLOADS: dict[str, tuple[dict[str, Any], bool]] = {
    "a model": ({}, True),
    "an archive that others have put there": ({"key": "others/model.tar.gz"}, True),
    "no object": ({"key": "no/such/object"}, False),
    "a version": ({"extra": {"VersionId": "null"}}, False),
    "an expected owner": ({"extra": {"ExpectedBucketOwner": "123456789012"}}, False),
    "a key with a blank": ({"key": "a b.bin"}, False),
}


def downloaded(client: Any, path: Path, key: str, extra: dict[str, str] | None) -> object:
    """The content of a downloaded file, or the error."""
    try:
        client.download_file(bucket_name(REGION), key, str(path), ExtraArgs=extra)
    except ClientError as error:
        return str(error)
    return path.read_bytes()


@pytest.mark.parametrize(("changes", "is_quick"), DOWNLOADS.values(), ids=DOWNLOADS)
def test_a_download_has_the_same_content_either_way(
    account: Account, changes: dict[str, Any], is_quick: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = account.session(REGION, SessionKind.SESSION).boto_session.client("s3")
    client.put_object(Bucket=bucket_name(REGION), Key="a b.bin", Body=b"blank")
    given = {"key": MODEL_KEY, "extra": None, **changes}
    requests: list[str] = []
    client.meta.events.register("before-send.s3", lambda request, **_: requests.append(request.method))

    quick = downloaded(client, tmp_path / "quick", **given)

    assert (not requests) is is_quick
    monkeypatch.setattr(type(client), "download_file", type(client).download_file.__wrapped__)
    assert quick == downloaded(client, tmp_path / "with boto3's own", **given)
    assert (not requests) is is_quick
    monkeypatch.setattr(S3Transfer, "download_file", S3Transfer.download_file.__wrapped__)
    assert quick == downloaded(client, tmp_path / "long", **given)
    assert requests


def test_whoever_asks_for_an_object_otherwise_gets_all_of_the_answer(account: Account) -> None:
    client = account.session(REGION, SessionKind.SESSION).boto_session.client("s3")

    assert "LastModified" in client.head_object(Bucket=bucket_name(REGION), Key=MODEL_KEY)


def names_in(content: bytes, read: Callable[[bytes], Any]) -> object:
    """The names in an archive, or what kind of error there is."""
    try:
        with read(content) as tar:
            return tar.getnames()
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        return isinstance(error, tarfile.TarError)


_PACKED = archive({"model.bin": b"model", "code/inference.py": b"# code\n"})
ARCHIVES: dict[str, bytes] = {
    "a gzipped archive": _PACKED,
    "a plain archive": gzip.decompress(_PACKED),
    "another compression": lzma.compress(gzip.decompress(_PACKED)),
    "in two parts": gzip.compress(gzip.decompress(_PACKED)[:700]) + gzip.compress(gzip.decompress(_PACKED)[700:]),
    "a large one": archive({"model.bin": random.Random(1).randbytes(1 << 17)}),
    "no archive": gzip.compress(b"text"),
    "no archive, and long": gzip.compress(b"text" * 500),
    "nothing": b"",
}


@pytest.mark.parametrize("content", ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_is_read_as_python_reads_it(content: bytes) -> None:
    def opened(content: bytes) -> tarfile.TarFile:
        return tarfile.open(fileobj=io.BytesIO(content))

    assert names_in(content, opened_archive) == names_in(content, opened)


def test_a_damaged_archive_is_an_error() -> None:
    assert names_in(_PACKED[:-20], opened_archive) is False
