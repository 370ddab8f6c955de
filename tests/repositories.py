"""Git repositories for tests, untouched by the settings of whoever runs them."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT: Mapping[str, str] = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}


@dataclass(frozen=True)
class Repository:
    """A working tree with what is around it."""

    top: Path

    def git(self, *arguments: str) -> str:
        """What git prints, without the final line break."""
        settings = ("init.defaultBranch=main", "protocol.file.allow=always", "commit.gpgSign=false")
        done = subprocess.run(
            ["git", *(part for setting in settings for part in ("-c", setting)), *arguments],
            cwd=self.top,
            env={**os.environ, **ENVIRONMENT},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.removesuffix("\n")

    def write(self, files: Mapping[str, str]) -> None:
        """Write files, without telling git."""
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, files: Mapping[str, str], *gone: str) -> str:
        """Commit these files, and others away; return the commit."""
        self.write(files)
        for name in gone:
            self.git("rm", "-q", name)
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")
        return self.git("rev-parse", "HEAD")

    def fingerprint(self) -> str:
        """A digest of every file of the working tree and of the repository, and of their contents."""
        digest = hashlib.sha256()
        for path in sorted(self.top.rglob("*")):
            digest.update(os.fsencode(path))
            if path.is_file():
                digest.update(path.read_bytes())
        return digest.hexdigest()


def make_repository(top: Path) -> Repository:
    """An empty repository in the new folder `top`."""
    top.mkdir(parents=True)
    repository = Repository(top)
    repository.git("init", "-q")
    return repository
