"""Small files that are uploaded and downloaded with plain requests: the same comes of it as of boto3's own way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3.s3.inject
import pytest
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from cursus_tester.evidence.account_names import MODEL_KEY, bucket_name
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe import file_transfers, recorder
from cursus_tester.probe.account import Account, cache_sdk_lookups
from cursus_tester.sandbox.patches import Patches
from cursus_tester.step_pack import all_listening

REGION = "us-east-1"
BUCKET = bucket_name(REGION)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    patches = Patches()
    cache_sdk_lookups(patches)
    recorder.install(all_listening(), patches)
    account = Account()
    yield account.session(REGION, SessionKind.SESSION).boto_session.client("s3")
    account.close()
    patches.undo()


def outcome(call: Any, *given: Any, **options: Any) -> tuple[object, list[object]]:
    """What was raised, and the requests that were made."""
    problem: object = None
    with recorder.recording(TeamCode((), "/")) as record:
        try:
            call(*given, **options)
        except (ClientError, OSError, ValueError, S3UploadFailedError) as error:
            problem = type(error), str(error).partition(":")[0]
    return problem, [(each.service, each.operation) for each in record.aws_calls]


#: Whether it goes the short way, and what differs from uploading a small file.
UPLOADS: dict[str, tuple[bool, dict[str, Any]]] = {
    "a small file": (True, {}),
    "a path": (True, {"Filename": "path"}),
    "an empty file": (True, {"Filename": "empty"}),
    "the SDK's encryption": (True, {"ExtraArgs": {"ServerSideEncryption": "aws:kms"}}),
    "another encryption": (False, {"ExtraArgs": {"ServerSideEncryption": "AES256"}}),
    "a key of one's own": (False, {"ExtraArgs": {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key"}}),
    "an argument that boto3 refuses": (False, {"ExtraArgs": {"Body": b"other"}}),
    "no such file": (False, {"Filename": "absent"}),
    "a folder": (False, {"Filename": "folder"}),
    "a file that is no path": (False, {"Filename": 5}),
    "a bucket that cannot be": (False, {"Bucket": "No_Bucket"}),
    "a key with a blank": (False, {"Key": "a b"}),
    "a callback": (False, {"Callback": lambda size: None}),
    "a config": (False, {"Config": TransferConfig(max_concurrency=2)}),
}


@pytest.mark.parametrize(("is_short", "changes"), UPLOADS.values(), ids=UPLOADS)
def test_uploads(client: Any, tmp_path: Path, is_short: bool, changes: dict[str, Any]) -> None:
    files = {"small": b"content", "path": b"content", "empty": b""}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    given = {"Filename": "small", "Bucket": BUCKET, "Key": "uploaded", **changes}
    if isinstance(given["Filename"], str):
        path = tmp_path / given["Filename"]
        given["Filename"] = path if given["Filename"] == "path" else str(path)
    taken: list[object] = []

    quick = outcome(type(client).upload_file, client, **given)
    assert quick == outcome(type(client).upload_file.__wrapped__, client, **given)
    file_transfers.uploading(lambda *all: taken.append(all))(client, **given)
    assert (not taken) is is_short
    if quick[0] is None:
        held = client.get_object(Bucket=given["Bucket"], Key=given["Key"])
        assert held["Body"].read() == Path(given["Filename"]).read_bytes()


DOWNLOADS: dict[str, tuple[bool, dict[str, Any]]] = {
    "a model": (True, {}),
    "an archive of others": (False, {"Key": "others/model.tar.gz"}),
    "no such object": (False, {"Key": "absent"}),
    "a version": (False, {"ExtraArgs": {"VersionId": "null"}}),
    "no such folder": (False, {"Filename": "absent/file"}),
    "a callback": (False, {"Callback": lambda size: None}),
}


@pytest.mark.parametrize(("is_short", "changes"), DOWNLOADS.values(), ids=DOWNLOADS)
def test_downloads(client: Any, tmp_path: Path, is_short: bool, changes: dict[str, Any]) -> None:
    given = {"Bucket": BUCKET, "Key": MODEL_KEY, "Filename": "file", **changes}
    quick, own = (tmp_path / each for each in ("quick", "own"))
    quick.mkdir()
    own.mkdir()
    taken: list[object] = []
    file_transfers.downloading(lambda *all: taken.append(all))(
        client, **{**given, "Filename": str(quick / given["Filename"])}
    )
    assert (not taken) is is_short

    calls = (type(client).download_file, type(client).download_file.__wrapped__)
    found = [
        outcome(call, client, **{**given, "Filename": str(folder / given["Filename"])})
        for call, folder in zip(calls, (quick, own), strict=True)
    ]
    assert found[0] == found[1]
    assert sorted((each.name, each.read_bytes()) for each in quick.iterdir()) == sorted(
        (each.name, each.read_bytes()) for each in own.iterdir()
    )


def test_boto3_has_its_own_functions_again_afterwards() -> None:
    patches = Patches()
    before = boto3.s3.inject.upload_file, boto3.s3.inject.download_file

    cache_sdk_lookups(patches)
    assert (boto3.s3.inject.upload_file, boto3.s3.inject.download_file) != before
    patches.undo()
    assert (boto3.s3.inject.upload_file, boto3.s3.inject.download_file) == before
