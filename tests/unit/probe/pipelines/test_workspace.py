"""The folder that code runs in has the repository's files where the code looks for them, free to be written to."""

from __future__ import annotations

from pathlib import Path

from cursus_tester.probe.pipelines.workspace import Workspace


def repository(root: Path) -> Path:
    for path, text in {
        "repo/pyproject.toml": "",
        "repo/settings.json": "top",
        "repo/shared/common.py": "shared",
        "repo/pipelines/a/pipeline.py": "",
        "repo/pipelines/a/settings.json": "beside",
        "repo/pipelines/a/code/train.py": "train",
        "repo/pipelines/other.json": "above",
        "repo/started/here.json": "started",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    (root / "own").mkdir()
    return root / "repo"


def laid_out(tmp_path: Path) -> tuple[Workspace, Path, Path]:
    top = repository(tmp_path)
    workspace = Workspace(str(tmp_path / "own"))
    here = workspace.lay_out(str(top / "pipelines" / "a"), str(top), str(top / "started"))
    return workspace, Path(here), top


def test_beside_the_module_goes_before_the_repository_and_the_working_directory(tmp_path: Path) -> None:
    workspace, here, _ = laid_out(tmp_path)
    assert workspace.start == str(here)

    paths = ("settings.json", "shared/common.py", "here.json", "shared", "nowhere.json", "../other.json")
    borrowed = [path for path in paths if workspace.borrow(path)]
    workspace.write(str(here), "code/new.py", "new")
    workspace.write(str(here), "made/up.py", "made up")

    assert borrowed == ["shared/common.py", "here.json"]
    assert sorted(each.name for each in here.iterdir()) == ["code", "made", "pipeline.py", "settings.json"]
    start = Path(workspace.start)
    assert {path: (start / path).read_text() for path in ("settings.json", "shared/common.py", "here.json")} == {
        "settings.json": "beside",
        "shared/common.py": "shared",
        "here.json": "started",
    }
    assert (start / "code" / "train.py").read_text() == "train"
    assert (start / "code" / "new.py").read_text() == "new"
    assert (start / "made" / "up.py").read_text() == "made up"
    assert (start / ".." / "other.json").read_text() == "above"
    assert workspace.relative(str(start / "nowhere.json")) == workspace.relative(str(here / "nowhere.json"))


def test_ways_up_lead_where_they_do_in_the_repository(tmp_path: Path) -> None:
    _, here, _ = laid_out(tmp_path)
    assert (here / ".." / "other.json").read_text() == "above"
    assert (here / ".." / ".." / "settings.json").read_text() == "top"


def test_what_is_written_stays_in_the_workspace(tmp_path: Path) -> None:
    workspace, here, top = laid_out(tmp_path)
    (here / "code" / "train.py").write_text("other", encoding="utf-8")
    workspace.borrow("shared/common.py")
    here = Path(workspace.start)
    workspace.write(str(here), "shared/common.py", "other")
    workspace.write(str(here), "new/file.py", "new")
    workspace.write(str(here), "/tmp/outside-of-the-workspace.py", "never")
    assert (top / "pipelines" / "a" / "code" / "train.py").read_text() == "train"
    assert (top / "shared" / "common.py").read_text() == "shared"
    assert (here / "shared" / "common.py").read_text() == "other"
    assert (here / "new" / "file.py").read_text() == "new"
    assert not Path("/tmp/outside-of-the-workspace.py").exists()
