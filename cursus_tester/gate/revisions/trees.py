"""Two revisions of a repository, laid out in temporary folders, and the files that differ between them.

Nothing is checked out or registered: files are written from git's objects through an index of their own, uncommitted
changes through objects of their own. Whenever this is interrupted, the repository is as it was.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cursus_tester.gate.revisions.files import FileChange, Head, Layout
from cursus_tester.gate.revisions.git import GitError
from cursus_tester.gate.revisions.repository import Repository, RevisionError


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


@contextmanager
def lay_out(repository: Repository, base: str, head: str | Head) -> Iterator[Revisions]:
    """Both revisions in folders that are gone when the block ends.

    Args:
        repository: Where they are.
        base: What the change is to go into. Compared is the commit where the change left it.
        head: The change.

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


def _lay_out(repository: Repository, base: str, head: str | Head, folder: str) -> Revisions:
    commits = _Commits(repository, base, head)
    layout = Layout(folder)
    # Names of one length, and hidden in messages that quote them.
    places = (os.path.join(folder, "cursus-tester-base"), os.path.join(folder, "cursus-tester-head"))
    old = layout.committed(repository, commits.fork)
    apart = head if isinstance(head, Head) else None
    new = layout.uncommitted(repository, apart) if apart else layout.committed(repository, commits.head)
    changes = layout.write_both(repository, (old, new), places)
    return Revisions(
        base=places[0],
        head=places[1],
        changes=tuple(sorted(changes)),
        base_label=commits.base_label,
        head_label=f"{apart.value}, on {commits.head_label}" if apart else commits.head_label,
        notes=tuple(layout.notes),
    )


class _Commits:
    """The commits that are meant."""

    def __init__(self, repository: Repository, base: str, head: str | Head) -> None:
        self._git = repository.git
        if isinstance(head, Head) and not repository.top:
            raise RevisionError("there is no working tree here, so there are no uncommitted changes; name --head REF")
        if isinstance(head, Head) and self._commit("HEAD") is None:
            raise RevisionError("this repository has no commit yet, so there is nothing to compare with")
        ref = "HEAD" if isinstance(head, Head) else head
        tip = self._commit(base) or self._missing("--base", base)
        self.head = self._commit(ref) or self._missing("--head", ref)
        self.fork = self._git.answer("merge-base", tip, self.head) or self._unrelated(base, ref)
        parted = "" if self.fork == tip else f", from which head parted at {self._short(self.fork)}"
        self.base_label = f"{base} ({self._short(tip)}{parted})"
        self.head_label = f"{ref} ({self._short(self.head)})"

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
