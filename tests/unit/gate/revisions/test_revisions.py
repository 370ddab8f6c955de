"""Two revisions side by side, of real repositories; what is compared, and that the repository stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cursus_tester.gate.revisions.files import FileChange, Head
from cursus_tester.gate.revisions.repository import RevisionError, open_repository
from cursus_tester.gate.revisions.trees import Revisions, lay_out
from tests.repositories import ENVIRONMENT, Repository, make_repository


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Main, and on it a branch that is checked out."""
    made = make_repository(tmp_path / "repository")
    made.commit({"kept.py": "kept = 1\n", "gone.py": "gone = 1\n", ".gitignore": "*.log\n"})
    made.git("checkout", "-q", "-b", "change")
    return made


@contextmanager
def revisions(repository: Repository, base: str = "main", head: str | Head = Head.WORKING_TREE) -> Iterator[Revisions]:
    with lay_out(open_repository(str(repository.top)), base, head) as found:
        yield found


def files_in(folder: str) -> dict[str, str]:
    top = Path(folder)
    return {str(path.relative_to(top)): path.read_text("utf-8") for path in top.rglob("*") if path.is_file()}


def changed(repository: Repository, base: str = "main", head: str | Head = Head.WORKING_TREE) -> list[tuple[str, str]]:
    with revisions(repository, base, head) as found:
        return [(each.before, each.after) for each in found.changes]


def refusal(repository: Repository, base: str = "main", head: str | Head = Head.WORKING_TREE) -> str:
    with pytest.raises(RevisionError) as refused, revisions(repository, base, head):
        pass
    return str(refused.value)


def test_committed_uncommitted_and_untracked_changes_are_head_and_nothing_is_left_behind(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    repository.commit({"committed.py": "1\n"}, "gone.py")
    repository.write({"kept.py": "kept = 2\n", "staged.py": "2\n", "un tracked é.py": "3\n", "ignored.log": "4\n"})
    repository.git("add", "staged.py")
    before = repository.fingerprint()

    seen: list[Revisions | dict[str, str]] = []

    def interrupted() -> None:
        with revisions(repository) as found:
            seen.extend((found, files_in(found.base), files_in(found.head)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    found, base, head = seen
    assert repository.fingerprint() == before
    assert list((tmp_path / "tmp").iterdir()) == []
    assert base == {"kept.py": "kept = 1\n", "gone.py": "gone = 1\n", ".gitignore": "*.log\n"}
    assert head == {
        ".gitignore": "*.log\n",
        "committed.py": "1\n",
        "kept.py": "kept = 2\n",
        "staged.py": "2\n",
        "un tracked é.py": "3\n",
    }
    assert isinstance(found, Revisions)
    assert found.changes == (
        FileChange(before="gone.py", after=""),
        FileChange(before="", after="committed.py"),
        FileChange(before="kept.py", after="kept.py"),
        FileChange(before="", after="staged.py"),
        FileChange(before="", after="un tracked é.py"),
    )


def test_a_named_head_is_compared_without_what_is_not_committed(repository: Repository) -> None:
    repository.commit({"committed.py": ""})
    repository.write({"untracked.py": ""})

    assert changed(repository, head="HEAD") == [("", "committed.py")]


def test_what_is_staged_is_compared_without_what_is_not(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write({"kept.py": "staged = 1\n", "untracked.py": ""})
    repository.git("add", "kept.py")
    repository.write({"kept.py": "not staged = 1\n"})

    with revisions(repository, head=Head.STAGED) as found:
        assert [each.after for each in found.changes] == ["kept.py"]
        assert files_in(found.head)["kept.py"] == "staged = 1\n"
    # As `git commit FILE` runs its hooks.
    repository.git("update-index", "--index-version", "4")
    repository.git("rm", "-q", "--cached", "gone.py")
    (repository.top / ".git/index").rename(repository.top / ".git/next-index.lock")
    repository.git("reset", "-q")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index.lock")
    assert changed(repository, head=Head.STAGED) == [("gone.py", ""), ("kept.py", "kept.py")]


def test_what_the_base_has_gained_since_is_not_of_the_change(repository: Repository) -> None:
    repository.commit({"mine.py": ""})
    repository.git("checkout", "-q", "main")
    repository.commit({"theirs.py": ""}, "gone.py")
    repository.git("checkout", "-q", "change")

    assert changed(repository) == [("", "mine.py")]


def test_a_merge_of_the_base_into_the_change_is_not_of_the_change(repository: Repository) -> None:
    repository.commit({"mine.py": ""})
    repository.git("checkout", "-q", "main")
    repository.commit({"theirs.py": ""})
    repository.git("checkout", "-q", "change")
    repository.git("merge", "-q", "--no-edit", "main")

    assert changed(repository) == [("", "mine.py")]
    # As a pull request is checked out: the merge of both, detached.
    repository.git("checkout", "-q", "--detach", "main")
    repository.git("merge", "-q", "--no-ff", "--no-edit", "change")
    assert changed(repository, head="HEAD") == [("", "mine.py")]


def test_a_moved_file_is_one_change(repository: Repository) -> None:
    repository.commit({"a b/long.py": "".join(f"line{number}\n" for number in range(20))})
    repository.git("branch", "-f", "main")
    repository.git("mv", "a b/long.py", "ü.py")

    assert changed(repository) == [("a b/long.py", "ü.py")]


def test_started_in_a_folder_below(repository: Repository) -> None:
    repository.commit({"team/builders/x.py": ""})

    assert open_repository(str(repository.top / "team" / "builders")).prefix == "team/builders"


def test_the_base_itself(repository: Repository) -> None:
    assert changed(repository, "change", "change") == []


def test_variables_that_hooks_are_run_with(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write({"new.py": ""})
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"):
        monkeypatch.setenv(name, "/nowhere")
    with revisions(repository) as found:
        assert [each.after for each in found.changes] == ["new.py"]


def test_a_linked_working_tree(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"), "main")
    linked = Repository(tmp_path / "linked")
    linked.write({"new.py": ""})
    before = repository.git("worktree", "list")

    assert changed(linked) == [("", "new.py")]
    assert repository.git("worktree", "list") == before


def test_a_sparse_checkout_is_compared_whole(repository: Repository) -> None:
    repository.commit({"in/a.py": "", "out/b.py": ""})
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    repository.write({"in/a.py": "changed"})

    with revisions(repository) as found:
        assert "out/b.py" in files_in(found.head)
        assert [each.after for each in found.changes] == ["in/a.py", "out/b.py"]


def test_a_bare_repository_needs_a_head(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"new.py": ""})
    repository.git("clone", "-q", "--bare", str(repository.top), str(tmp_path / "bare"))
    bare = Repository(tmp_path / "bare")

    assert refusal(bare) == "there is no working tree here, so there are no uncommitted changes; name --head REF"
    assert changed(bare, head="change") == [("", "new.py")]


class TestSubmodules:
    @pytest.fixture
    def with_submodule(self, repository: Repository, tmp_path: Path) -> Repository:
        library = make_repository(tmp_path / "library")
        library.commit({"lib.py": "lib = 1\n"})
        repository.git("submodule", "-q", "add", str(library.top), "vendor/lib")
        repository.commit({})
        repository.git("branch", "-f", "main")
        return repository

    def test_files_of_both_revisions_are_there(self, with_submodule: Repository) -> None:
        library = Repository(with_submodule.top / "vendor/lib")
        library.commit({"lib.py": "lib = 2\n"})
        with_submodule.commit({})
        library.write({"dirty.py": ""})

        with revisions(with_submodule) as found:
            assert files_in(found.base)["vendor/lib/lib.py"] == "lib = 1\n"
            assert files_in(found.head)["vendor/lib/lib.py"] == "lib = 2\n"
            assert [each.after for each in found.changes] == ["vendor/lib/dirty.py", "vendor/lib/lib.py"]

    def test_one_that_is_not_checked_out_is_told(self, with_submodule: Repository) -> None:
        with_submodule.git("submodule", "-q", "deinit", "vendor/lib")

        with revisions(with_submodule) as found:
            (note,) = found.notes
        assert note.startswith("the submodule vendor/lib is not checked out")
        assert "git submodule update --init" in note

    def test_one_that_lacks_a_commit_is_told(self, with_submodule: Repository) -> None:
        unknown = "1" * 40
        with_submodule.git("update-index", "--cacheinfo", f"160000,{unknown},vendor/lib")
        with_submodule.git("commit", "-q", "-m", "a commit that is not here")

        assert refusal(with_submodule, head="HEAD") == (
            f"the submodule vendor/lib has no commit 11111111 here; run `git -C vendor/lib fetch origin {unknown}`"
        )


class TestRefusals:
    def test_no_repository(self, tmp_path: Path) -> None:
        with pytest.raises(RevisionError, match="is in no git repository; `gate` compares two revisions"):
            open_repository(str(tmp_path))

    def test_no_commit_yet(self, tmp_path: Path) -> None:
        assert "has no commit yet" in refusal(make_repository(tmp_path / "new"))

    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            ("gone", "--base 'gone': there is no such commit here; check the name, or run `git fetch origin gone`"),
            ("origin/next", "or run `git fetch origin next:refs/remotes/origin/next` (GitHub: `fetch-depth: 0`"),
            ("--output=x", "--base '--output=x': there is no such commit here"),
            ("", "--base '': there is no such commit here"),
            ("HEAD:kept.py", "--base 'HEAD:kept.py' is a blob, not a commit"),
        ],
    )
    def test_a_base_that_is_not_there(self, repository: Repository, base: str, expected: str) -> None:
        repository.git("remote", "add", "origin", "https://example.com/x.git")

        assert expected in refusal(repository, base)

    def test_histories_with_nothing_in_common(self, repository: Repository) -> None:
        repository.git("checkout", "-q", "--orphan", "other")
        repository.commit({"new.py": ""})

        assert "'main' and 'HEAD' have no commit in common" in refusal(repository)

    def test_a_shallow_clone(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit({"mine.py": ""})
        repository.git("checkout", "-q", "main")
        repository.commit({"theirs.py": ""})
        source = f"file://{repository.top}"
        repository.git("clone", "-q", "--depth=1", "--branch=change", source, str(tmp_path / "shallow"))
        shallow = Repository(tmp_path / "shallow")

        missing = refusal(shallow, "origin/main")
        shallow.git("fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
        cut = refusal(shallow, "origin/main")
        shallow.git("fetch", "-q", "--unshallow")

        assert "no such commit here, and this clone is shallow; check the name, or run `git fetch" in missing
        assert cut.startswith(
            "this clone is shallow and ends before 'origin/main' and 'HEAD' part; run `git fetch --uns"
        )
        assert changed(shallow, "origin/main") == [("", "mine.py")]

    def test_temporary_files_inside_the_repository(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (repository.top / "tmp").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(repository.top / "tmp"))

        assert "set TMPDIR to a folder outside it" in refusal(repository)

    def test_no_git(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(repository.top))

        with pytest.raises(RevisionError, match="git is not installed"):
            open_repository(str(repository.top))
