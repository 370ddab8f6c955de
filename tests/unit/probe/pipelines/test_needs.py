"""What an exception says that the code lacks."""

from __future__ import annotations

import pytest
from boto3.exceptions import S3UploadFailedError

from cursus_tester.evidence.build import Missing, Need
from cursus_tester.evidence.scenario import Stage
from cursus_tester.probe.pipelines.needs import missing_of


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NameError("name 'bucket' is not defined", name="bucket"), Missing(need=Need.VARIABLE, name="bucket")),
        (NameError("name 'BUCKET' is not defined", name="BUCKET"), Missing(need=Need.VARIABLE, name="BUCKET")),
        (NameError("name 'Bucket' is not defined", name="Bucket"), Missing(need=Need.VARIABLE, name="Bucket")),
        (NameError("name 'TrainingStep' is not defined", name="TrainingStep"), None),
        (NameError("name 'XGBoost' is not defined", name="XGBoost"), None),
        (ModuleNotFoundError("No module named 'mlflow'", name="mlflow"), Missing(need=Need.MODULE, name="mlflow")),
        (FileNotFoundError(2, "No such file", "train.py"), Missing(need=Need.FILE, name="train.py")),
        (
            ValueError('No file named "train.py" was found in directory "code".'),
            Missing(need=Need.FILE, name="code/train.py"),
        ),
        (
            S3UploadFailedError(
                "Failed to upload /tmp/x/source.tar.gz to team-code/job/sourcedir.tar.gz: "
                "An error occurred (NoSuchBucket) when calling the PutObject operation: there is none"
            ),
            Missing(need=Need.BUCKET, name="team-code"),
        ),
        (ValueError("no such thing"), None),
    ],
    ids=str,
)
def test_what_an_exception_says_is_missing(error: Exception, expected: Missing | None) -> None:
    assert missing_of(error, Stage.CREATE_STEP) == expected
