"""The git repository that the tool was started in."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cursus_tester.gate.revisions.git import Git, GitError


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
