"""Judge other texts of files in a copy of the repository: the user's files stay as they are until a fix is right."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path

from cursus_tester.results.report import Report
from cursus_tester.run import checking, planning
from cursus_tester.source.modules import repository_root
from cursus_tester.workers.kept import KeptServers

_LEFT_OUT = shutil.ignore_patterns(
    *(".git", ".hg", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__", ".*_cache", ".cursus-tester-cache")
)
#: Bytes of a file above which the copy has a link to it.
_LARGE = 1 << 20


class Trial:
    """A copy of the repository, and what judging it comes to."""

    def __init__(self, top: str, copy: str, request: planning.CheckRequest, servers: KeptServers) -> None:
        """Take `copy` for the folder `top`; both are absolute."""
        self._top, self._copy = top, copy
        self._request, self._servers = request, servers

    def judge(self, paths: Sequence[str] | None = None) -> Report:
        """Check these paths, or what was asked for.

        Args:
            paths: Relative to the working directory; ``None``: what the request names.

        Raises:
            cursus_tester.run.planning.Unable: There is nothing to judge.
            cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
        """
        request = self._request if paths is None else self._request.replaced(paths=list(paths))
        with redirect_stdout(sys.stderr):
            planned = planning.plan(request)
            if planned.problems:
                raise planning.Unable(*planned.problems)
            # Notes of a run on waivers and the baseline are those of all of it.
            return checking.run(replace(planned, shard=None), servers=self._servers)

    def read(self, path: str) -> bytes:
        """The content of a file as it is judged; `path` is relative to the working directory."""
        return Path(path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        """Give a file of the copy another content."""
        place = Path(path)
        # It may be a link to the user's own file.
        place.unlink(missing_ok=True)
        place.write_bytes(data)


@contextmanager
def trial_of(request: planning.CheckRequest, servers: KeptServers) -> Iterator[Trial]:
    """Work in a copy of the repository around the working directory, until the block ends.

    Raises:
        OSError: It cannot be copied.
    """
    here = os.getcwd()
    top = repository_root(here) or here
    variable = os.environ.get("PYTHONPATH")
    with tempfile.TemporaryDirectory(prefix="cursus-tester-fix-", ignore_cleanup_errors=True) as folder:
        copy = os.path.join(os.path.realpath(folder), os.path.basename(top) or "repository")
        shutil.copytree(top, copy, ignore=_LEFT_OUT, copy_function=_copied, ignore_dangling_symlinks=True)
        os.environ["PYTHONPATH"] = os.pathsep.join(_python_path(top, copy, variable or ""))
        os.chdir(os.path.join(copy, os.path.relpath(here, top)))
        try:
            yield Trial(top, copy, request, servers)
        finally:
            os.chdir(here)
            if variable is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = variable


def _copied(source: str, target: str) -> str:
    if os.path.getsize(source) > _LARGE:
        os.symlink(os.path.realpath(source), target)
    else:
        shutil.copyfile(source, target)
    return target


def _python_path(top: str, copy: str, variable: str) -> Iterator[str]:
    """The folders that modules are imported from, with those of the copy before those of the repository."""
    for folder in (*filter(None, variable.split(os.pathsep)), *filter(None, sys.path)):
        real = os.path.realpath(folder)
        if os.path.join(real, "").startswith(os.path.join(os.path.realpath(top), "")):
            counterpart = os.path.join(copy, os.path.relpath(real, os.path.realpath(top)))
            if os.path.isdir(counterpart):
                yield counterpart
    yield from filter(None, variable.split(os.pathsep))
