"""Two revisions of a repository, laid out in temporary folders, and the files that differ between them.

Nothing is checked out or registered: files are written from git's objects through an index of their own, uncommitted
changes through objects of their own. Whenever this is interrupted, the repository is as it was.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cursus_tester.git import Git, GitError

_SUBMODULE_MODE = "160000"


class RevisionError(Exception):
    """The two revisions cannot be compared: the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where a repository is, seen from the folder where the tool was started."""

    #: Absolute; empty for a bare one.
    top: str
    #: Absolute; of a linked working tree, its own.
    git_folder: str
    #: The folder where the tool was started, relative to `top`; empty at the top.
    prefix: str

    @property
    def git(self) -> Git:
        """Git in it."""
        return Git(folder=self.top or self.git_folder)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FileChange:
    """A file that differs, or a submodule with all that is in it; paths are relative to the repository's top."""

    #: Empty: it is gone.
    after: str
    #: Empty: it is new.
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """Both revisions, ready to be read."""

    #: The folder with all files of the commit that the change started from; absolute.
    base: str
    #: The folder with all files of the change; absolute.
    head: str
    #: Sorted.
    changes: tuple[FileChange, ...]
    #: What each is called, for people.
    base_label: str
    head_label: str
    #: What is not as in the user's folder, one message each.
    notes: tuple[str, ...]


def open_repository(folder: str) -> Repository:
    """The repository that `folder` is in.

    Raises:
        RevisionError: It is in none, or git refuses to look at it.
    """
    here = os.path.realpath(folder)
    git = Git(folder=here)
    try:
        git_folder = git.text("rev-parse", "--absolute-git-dir")
    except GitError as error:
        if "not a git repository" in str(error):
            raise RevisionError(
                f"{here} is in no git repository; `gate` compares two revisions of one: start it inside one, "
                "or use `check`"
            ) from error
        raise RevisionError(str(error)) from error
    # Without one in a bare repository, and inside .git.
    top = os.path.realpath(git.answer("rev-parse", "--show-toplevel") or "") if _has_files(git) else ""
    prefix = os.path.relpath(here, top) if top else "."
    return Repository(top=top, git_folder=git_folder, prefix="" if prefix == "." else prefix)


def _has_files(git: Git) -> bool:
    return git.answer("rev-parse", "--is-inside-work-tree") == "true"


@contextmanager
def lay_out(repository: Repository, base: str, head: str | None) -> Iterator[Revisions]:
    """Both revisions in folders that are gone when the block ends.

    Args:
        repository: Where they are.
        base: What the change is to go into. Compared is the commit where the change left it.
        head: The change; ``None``: the working tree, with all that is not committed and not ignored.

    Raises:
        RevisionError: One of them, or the commit where they part, is not to be had.
    """
    with _temporary_folder(repository) as folder:
        try:
            revisions = _lay_out(repository, base, head, folder)
        except GitError as error:
            raise RevisionError(str(error)) from error
        yield revisions


def _temporary_folder(repository: Repository) -> tempfile.TemporaryDirectory[str]:
    where = os.path.realpath(tempfile.gettempdir())
    if repository.top and os.path.join(where, "").startswith(os.path.join(repository.top, "")):
        raise RevisionError(f"temporary files go to {where}, inside the repository; set TMPDIR to a folder outside it")
    return tempfile.TemporaryDirectory(prefix="cursus-tester-", dir=where, ignore_cleanup_errors=True)


def _lay_out(repository: Repository, base: str, head: str | None, folder: str) -> Revisions:
    commits = _Commits(repository, base, head)
    layout = _Layout(folder)
    # Names of one length, and hidden in messages that quote them.
    places = (os.path.join(folder, "cursus-tester-base"), os.path.join(folder, "cursus-tester-head"))
    old = layout.committed(repository, commits.fork)
    new = layout.committed(repository, commits.head) if head else layout.uncommitted(repository)
    changes = layout.write_both(repository, (old, new), places)
    return Revisions(
        base=places[0],
        head=places[1],
        changes=tuple(sorted(changes)),
        base_label=commits.base_label,
        head_label=commits.head_label if head else f"the working tree, on {commits.head_label}",
        notes=tuple(layout.notes),
    )


class _Commits:
    """The commits that are meant."""

    def __init__(self, repository: Repository, base: str, head: str | None) -> None:
        self._git = repository.git
        if head is None and not repository.top:
            raise RevisionError("there is no working tree here, so there are no uncommitted changes; name --head REF")
        if head is None and self._commit("HEAD") is None:
            raise RevisionError("this repository has no commit yet, so there is nothing to compare with")
        tip = self._commit(base) or self._missing("--base", base)
        self.head = self._commit(head or "HEAD") or self._missing("--head", head or "HEAD")
        self.fork = self._git.answer("merge-base", tip, self.head) or self._unrelated(base, head or "HEAD")
        parted = "" if self.fork == tip else f", from which head parted at {self._short(self.fork)}"
        self.base_label = f"{base} ({self._short(tip)}{parted})"
        self.head_label = f"{head or 'HEAD'} ({self._short(self.head)})"

    def _commit(self, ref: str) -> str | None:
        return self._git.answer("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}") or None

    def _short(self, commit: str) -> str:
        return self._git.text("rev-parse", "--short=8", commit)

    def _is_shallow(self) -> bool:
        return self._git.answer("rev-parse", "--is-shallow-repository") == "true"

    def _missing(self, option: str, ref: str) -> str:
        kind = self._git.answer("cat-file", "-t", "--end-of-options", ref)
        if kind:
            raise RevisionError(f"{option} {ref!r} is a {kind}, not a commit; name a branch, a tag or a commit")
        remotes = (self._git.answer("remote") or "").split() or ["origin"]
        remote, _, branch = ref.partition("/")
        is_tracked = remote in remotes and branch
        fetch = f"{remote} {branch}:refs/remotes/{ref}" if is_tracked else f"{remotes[0]} {ref}"
        shallow = ", and this clone is shallow" if self._is_shallow() else ""
        raise RevisionError(
            f"{option} {ref!r}: there is no such commit here{shallow}; check the name, or run `git fetch {fetch}` "
            "(GitHub: `fetch-depth: 0` at actions/checkout; GitLab: `GIT_DEPTH: 0`)"
        )

    def _unrelated(self, base: str, head: str) -> str:
        if self._is_shallow():
            raise RevisionError(
                f"this clone is shallow and ends before {base!r} and {head!r} part; run `git fetch --unshallow` "
                "(GitHub: `fetch-depth: 0` at actions/checkout; GitLab: `GIT_DEPTH: 0`)"
            )
        raise RevisionError(f"{base!r} and {head!r} have no commit in common; name a base that the change started from")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """All files of a revision, as git keeps them."""

    id: str
    #: Knows the objects of the tree.
    git: Git
    git_folder: str
    is_uncommitted: bool = False


_Pair = tuple[_Tree, _Tree]
_Places = tuple[str, str]


class _Layout:
    """What is put into one temporary folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._count = 0
        self.notes: list[str] = []

    def committed(self, repository: Repository, commit: str) -> _Tree:
        """The files of a commit."""
        git = repository.git
        return _Tree(id=git.text("rev-parse", f"{commit}^{{tree}}"), git=git, git_folder=repository.git_folder)

    def uncommitted(self, repository: Repository) -> _Tree:
        """The files of the working tree that are not ignored."""
        git = repository.git
        index, objects = self._fresh("index"), self._fresh("objects")
        os.makedirs(os.path.join(objects, "info"))
        known = os.path.join(repository.top, git.text("rev-parse", "--git-path", "objects"))
        with open(os.path.join(objects, "info", "alternates"), "wb") as alternates:
            alternates.write(os.fsencode(known) + b"\n")
        # What the user's index knows of files that did not change need not be found out again.
        with contextlib.suppress(FileNotFoundError):
            shutil.copy2(os.path.join(repository.top, git.text("rev-parse", "--git-path", "index")), index)
        apart = git.within(GIT_OBJECT_DIRECTORY=objects, GIT_INDEX_FILE=index)
        apart.run("add", "--all")
        return _Tree(id=apart.text("write-tree"), git=apart, git_folder=repository.git_folder, is_uncommitted=True)

    def write_both(self, repository: Repository, trees: _Pair, places: _Places) -> set[FileChange]:
        """Put the files of both trees into their places, submodules too, and return what differs."""
        for tree, place in zip(trees, places, strict=True):
            self._write(tree, place)
        changes = set(_differences(*trees))
        before, after = (_submodules(tree) for tree in trees)
        for path in sorted(before.keys() | after.keys()):
            inner = self._write_submodule(repository, path, (before.get(path), after.get(path)), trees[1], places)
            if inner is not None:
                changes.discard(FileChange(before=path, after=path))
                changes |= {_below(path, change) for change in inner}
        return changes

    def _write(self, tree: _Tree, place: str) -> None:
        os.makedirs(place, exist_ok=True)
        variables = {"GIT_DIR": tree.git_folder, "GIT_WORK_TREE": place, "GIT_INDEX_FILE": self._fresh("index")}
        git = Git(folder=place, variables={**tree.git.variables, **variables})
        git.run("read-tree", tree.id)
        git.run("checkout-index", "--all", "--force", "--quiet")

    def _write_submodule(
        self, repository: Repository, path: str, commits: tuple[str | None, str | None], around: _Tree, places: _Places
    ) -> set[FileChange] | None:
        """Put a submodule's files into their places and return what differs; ``None`` where it has but one revision."""
        own = os.path.join(repository.top, path)
        if not repository.top or not os.path.exists(os.path.join(own, ".git")):
            self.notes.append(
                f"the submodule {path} is not checked out, so it is empty in both revisions; if builders import from "
                "it, run `git submodule update --init`"
            )
            return None
        submodule = open_repository(own)
        inner = (os.path.join(places[0], path), os.path.join(places[1], path))
        old = self._of_submodule(submodule, path, commits[0])
        is_uncommitted = around.is_uncommitted and commits[1] is not None
        new = self.uncommitted(submodule) if is_uncommitted else self._of_submodule(submodule, path, commits[1])
        if old and new:
            return self.write_both(submodule, (old, new), inner)
        for tree, place in zip((old, new), inner, strict=True):
            if tree:
                self._write(tree, place)
        return None

    def _of_submodule(self, submodule: Repository, path: str, commit: str | None) -> _Tree | None:
        if commit is None:
            return None
        if submodule.git.answer("cat-file", "-e", f"{commit}^{{commit}}") is None:
            raise RevisionError(
                f"the submodule {path} has no commit {commit[:8]} here; run `git -C {path} fetch origin {commit}`"
            )
        return self.committed(submodule, commit)

    def _fresh(self, name: str) -> str:
        self._count += 1
        return os.path.join(self._folder, f"{name}{self._count}")


def _differences(old: _Tree, new: _Tree) -> Iterator[FileChange]:
    """The files that differ; one that moved and changed little is one change."""
    # Only the newer tree may have objects of its own.
    listed = new.git.run("diff-tree", "-r", "-z", "--name-status", "--find-renames", old.id, new.id)
    fields = iter(os.fsdecode(listed).split("\0"))
    for status in fields:
        if not status:
            return
        before = after = next(fields)
        if status.startswith("R"):
            after = next(fields)
        yield FileChange(before="" if status.startswith("A") else before, after="" if status.startswith("D") else after)


def _submodules(tree: _Tree) -> dict[str, str]:
    """The commits of submodules by path."""
    listed = os.fsdecode(tree.git.run("ls-tree", "-r", "-z", "--full-tree", tree.id)).split("\0")
    entries = (line.partition("\t") for line in listed if line.startswith(_SUBMODULE_MODE))
    return {path: about.split()[2] for about, _, path in entries}


def _below(path: str, change: FileChange) -> FileChange:
    before, after = (os.path.join(path, each) if each else "" for each in (change.before, change.after))
    return FileChange(before=before, after=after)
