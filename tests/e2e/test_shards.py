"""A run split into shards and merged again is the run; each builder is in exactly one shard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cursus_tester.cli.main import main
from cursus_tester.results.report import Shard
from cursus_tester.run.planning import in_shard
from tests.e2e.conftest import Run
from tests.unit.reports.example import subject


@pytest.mark.parametrize("builders", [0, 1, 5, 7])
@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_each_builder_is_in_exactly_one_shard(builders: int, count: int) -> None:
    subjects = [subject(name=f"B{number}") for number in range(builders)]

    shards = [in_shard(subjects, Shard(index=index, count=count)) for index in range(1, count + 1)]

    assert Counter(each for shard in shards for each in shard) == Counter(subjects)
    sizes = {len(shard) for shard in shards}
    assert max(sizes) - min(sizes) <= 1
    assert shards == [in_shard(subjects[::-1], Shard(index=index, count=count)) for index in range(1, count + 1)], (
        "whatever the order in which they are found"
    )


def test_merged_shards_are_the_whole_run(run: Run, project: Path) -> None:
    whole = run("check", "builders/", "--static", "-f", "json=whole.json", "-f", "sarif=whole.sarif")
    shards = [run("check", "builders/", "--static", "--shard", f"{n}/3", "-f", f"json={n}.json") for n in (1, 2, 3)]

    merged = run("merge", "2.json", "1.json", "3.json", "-f", "json=merged.json", "-f", "sarif=merged.sarif")

    assert [each.returncode for each in (whole, *shards, merged)] == [0] * 5
    for format in ("json", "sarif"):
        assert (project / f"merged.{format}").read_bytes() == (project / f"whole.{format}").read_bytes()


def test_a_shard_may_be_empty(run: Run, project: Path) -> None:
    done = run("check", "builders/xgboost_model.py", "--static", "--shard", "2/2")

    assert done.returncode == 0
    assert done.stderr == "cursus-tester: shard 2/2 has none of the 1 builders: nothing to check in it\n"
    assert "cursus-tester 0.1.0, sagemaker 2.257.7, shard 2/2\n0 rules ran\n" in done.stdout
    assert done.stdout.endswith("\n0 builders, not rated: nothing was tested\n")


def test_a_shard_of_no_builder_at_all_is_no_run(run: Run, project: Path) -> None:
    done = run("check", "specs/", "--static", "--shard", "1/2")

    assert done.returncode == 2
    assert "no step builder and no pipeline in this folder" in done.stderr


@pytest.mark.parametrize("text", ["0/2", "3/2", "2", "1/0", "a/b", "1/2/3", "-1/2", "1 / 2", "\u0661/2"])
def test_what_is_no_shard(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["check", f"--shard={text}"])

    assert caught.value.code == 2
    assert "is no shard; give one such as 2/5: the second of five" in capsys.readouterr().err
