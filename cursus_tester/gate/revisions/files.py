"""All files of a revision, written from git's objects through an index of their own.

Uncommitted changes become objects that are kept apart too.
"""

from __future__ import annotations

import contextlib
import enum
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.gate.revisions.git import Git
from cursus_tester.gate.revisions.repository import Repository, RevisionError, open_repository

_SUBMODULE_MODE = "160000"
#: A command line holds about two million characters.
_PATHS_AT_A_TIME = 400


class Head(enum.Enum):
    """A change that is not committed."""

    #: The working tree, with all that is not ignored.
    WORKING_TREE = "the working tree"
    #: What would be committed now.
    STAGED = "what is staged"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FileChange:
    """A file that differs, or a submodule with all that is in it; paths are relative to the repository's top."""

    #: Empty: it is gone.
    after: str
    #: Empty: it is new.
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GitTree:
    """All files of a revision, as git keeps them."""

    id: str
    #: Knows the objects of the tree.
    git: Git
    git_folder: str
    #: Of a tree that is not committed, which one it is.
    uncommitted: Head | None = None


_Pair = tuple[GitTree, GitTree]
_Places = tuple[str, str]


class Layout:
    """Puts files into one temporary folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._count = 0
        self.notes: list[str] = []

    def committed(self, repository: Repository, commit: str) -> GitTree:
        """The files of a commit."""
        git = repository.git
        return GitTree(id=git.text("rev-parse", f"{commit}^{{tree}}"), git=git, git_folder=repository.git_folder)

    def uncommitted(self, repository: Repository, head: Head) -> GitTree:
        """The files of a change that is not committed."""
        git = repository.git
        index, objects = self._fresh("index"), self._fresh("objects")
        os.makedirs(os.path.join(objects, "info"))
        known = os.path.join(repository.top, git.text("rev-parse", "--git-path", "objects"))
        with open(os.path.join(objects, "info", "alternates"), "wb") as alternates:
            alternates.write(os.fsencode(known) + b"\n")
        theirs = git.text("rev-parse", "--git-path", "index")
        if head is Head.STAGED:
            # `git commit --all` and `git commit FILE` run their hooks with an index of their own.
            theirs = os.environ.get("GIT_INDEX_FILE") or theirs
        # What it knows of files that did not change need not be found out again.
        with contextlib.suppress(FileNotFoundError):
            shutil.copy2(os.path.join(repository.top, theirs), index)
        apart = git.within(GIT_OBJECT_DIRECTORY=objects, GIT_INDEX_FILE=index)
        if head is Head.WORKING_TREE:
            _look_at_all(apart)
            apart.run("add", "--all")
        return GitTree(id=apart.text("write-tree"), git=apart, git_folder=repository.git_folder, uncommitted=head)

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

    def _write(self, tree: GitTree, place: str) -> None:
        os.makedirs(place, exist_ok=True)
        variables = {"GIT_DIR": tree.git_folder, "GIT_WORK_TREE": place, "GIT_INDEX_FILE": self._fresh("index")}
        git = Git(folder=place, variables={**tree.git.variables, **variables})
        git.run("read-tree", tree.id)
        git.run("checkout-index", "--all", "--force", "--quiet")

    def _write_submodule(
        self,
        repository: Repository,
        path: str,
        commits: tuple[str | None, str | None],
        around: GitTree,
        places: _Places,
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
        is_dirty = around.uncommitted is Head.WORKING_TREE and commits[1] is not None
        new = (
            self.uncommitted(submodule, Head.WORKING_TREE)
            if is_dirty
            else self._of_submodule(submodule, path, commits[1])
        )
        if old and new:
            return self.write_both(submodule, (old, new), inner)
        for tree, place in zip((old, new), inner, strict=True):
            if tree:
                self._write(tree, place)
        return None

    def _of_submodule(self, submodule: Repository, path: str, commit: str | None) -> GitTree | None:
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


def _look_at_all(apart: Git) -> None:
    """Let an index, which is not the user's, hide no change: files may be marked as ones that git is not to look at.

    In a sparse checkout, files that are not there are not deleted.
    """
    # Without a place it would be as this tool sets it.
    is_sparse = any(
        apart.answer("config", place, "--type=bool", "core.sparseCheckout") == "true"
        for place in ("--local", "--worktree")
    )
    marked = [(line[0], line[2:]) for line in os.fsdecode(apart.run("ls-files", "-v", "-z")).split("\0") if line]
    unchanged = [path for tag, path in marked if tag.islower()]
    skipped = [
        path
        for tag, path in marked
        if tag in "Ss" and not (is_sparse and not os.path.lexists(os.path.join(apart.folder, path)))
    ]
    for flag, paths in (("--no-assume-unchanged", unchanged), ("--no-skip-worktree", skipped)):
        for start in range(0, len(paths), _PATHS_AT_A_TIME):
            apart.run("update-index", flag, "--", *paths[start : start + _PATHS_AT_A_TIME])


def _differences(old: GitTree, new: GitTree) -> Iterator[FileChange]:
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


def _submodules(tree: GitTree) -> dict[str, str]:
    """The commits of submodules by path."""
    listed = os.fsdecode(tree.git.run("ls-tree", "-r", "-z", "--full-tree", tree.id)).split("\0")
    entries = (line.partition("\t") for line in listed if line.startswith(_SUBMODULE_MODE))
    return {path: about.split()[2] for about, _, path in entries}


def _below(path: str, change: FileChange) -> FileChange:
    before, after = (os.path.join(path, each) if each else "" for each in (change.before, change.after))
    return FileChange(before=before, after=after)
