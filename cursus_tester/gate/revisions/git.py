"""Git as this tool uses it: nothing that it does changes the repository, its index, its refs or its working tree."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

#: Which repository, index or paths git means: set for hooks, and wrong for any other command that is run from one.
_NOT_INHERITED = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INDEX_VERSION",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
_ENVIRONMENT = {
    # Messages are shown, and some are told apart.
    "LC_ALL": "C",
    # No refreshing of the user's index on the way.
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # Large files stay the pointers that are committed: a base revision's would have to be downloaded.
    "GIT_LFS_SKIP_SMUDGE": "1",
}
_CONFIGURATION = (
    # post-index-change would run for the temporary index.
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.safecrlf=false",
    "core.sparseCheckout=false",
    # A split index would write its other half beside the user's.
    "core.splitIndex=false",
    "advice.addEmbeddedRepo=false",
)


class GitError(Exception):
    """What was asked of git cannot be had: its text says what, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """Git in one folder, with the variables that make it look at other than the user's index, objects or files."""

    folder: str
    variables: Mapping[str, str] = field(default_factory=dict)

    def within(self, **variables: str) -> Git:
        """The same with more variables."""
        return replace(self, variables={**self.variables, **variables})

    def run(self, *arguments: str) -> bytes:
        """What git prints.

        Raises:
            GitError: It failed.
        """
        code, output, errors = self._run(arguments)
        if code:
            raise GitError(f"`git {arguments[0]}` failed in {self.folder}: {said(errors)}")
        return output

    def text(self, *arguments: str) -> str:
        """What git prints, as text without the final line break."""
        return os.fsdecode(self.run(*arguments)).removesuffix("\n")

    def answer(self, *arguments: str) -> str | None:
        """The same; ``None`` where it fails."""
        code, output, _ = self._run(arguments)
        return None if code else os.fsdecode(output).removesuffix("\n")

    def complaint(self, *arguments: str) -> str:
        """What git says on failing; empty where it does not fail."""
        code, _, errors = self._run(arguments)
        return said(errors) if code else ""

    def _run(self, arguments: tuple[str, ...]) -> tuple[int, bytes, bytes]:
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        settings = [argument for setting in _CONFIGURATION for argument in ("-c", setting)]
        try:
            done = subprocess.run(
                ["git", *settings, *arguments],
                cwd=self.folder,
                env={**environment, **_ENVIRONMENT, **self.variables},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise GitError("git is not installed or not on PATH; `gate` compares two revisions by it") from error
        return done.returncode, done.stdout, done.stderr


def said(errors: bytes) -> str:
    """The lines that git wrote, in one."""
    lines = [line.strip() for line in errors.decode(errors="replace").splitlines()]
    return " ".join(line.removeprefix("fatal: ").removeprefix("error: ") for line in lines if line) or "it did not say"
