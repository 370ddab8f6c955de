"""Find the Python interpreter of another environment, and ask it what it is and what is installed there."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: The oldest Python that the tester runs on.
OLDEST = (3, 10)
#: Where an environment has its interpreter.
_IN_FOLDER = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
#: How long an interpreter may take to say what it is, in seconds.
_PATIENCE = 60.0
#: Works on any Python, so that one that is too old can be told.
_ASK = """
import json, sys
try:
    from importlib import metadata
except ImportError:
    metadata = None
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = metadata.version(name)
    except Exception:
        pass
print(json.dumps([list(sys.version_info[:3]), getattr(sys.implementation, "cache_tag", ""), found]))
"""


class EnvironmentProblem(Exception):
    """An environment cannot run the tester; the text says which, why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """The Python of an environment."""

    #: As the user named it.
    given: str
    #: Absolute. A link in an environment stays a link: Python finds the environment by it.
    executable: str
    #: Such as ``(3, 11, 7)``.
    version: tuple[int, ...]
    #: What compiled modules are made for, such as ``cpython-311``.
    cache_tag: str
    #: The versions of the distributions that were asked for, by name; only those that are installed there.
    distributions: Mapping[str, str] = field(default_factory=dict)

    @property
    def python(self) -> str:
        """Its version in words, such as ``Python 3.11.7``."""
        return "Python " + ".".join(map(str, self.version))


def find_interpreter(given: str, distributions: Iterable[str]) -> Interpreter:
    """The interpreter that a path names: a Python, or the folder of an environment.

    Args:
        given: A path.
        distributions: The names of which the installed versions are asked for.

    Raises:
        EnvironmentProblem: There is none, it does not start, or it is too old.
    """
    executable = os.path.abspath(_executable(given))
    version, cache_tag, found = _answer(given, _asked(given, executable, distributions))
    interpreter = Interpreter(
        given=given, executable=executable, version=version, cache_tag=cache_tag, distributions=found
    )
    if version < OLDEST:
        raise EnvironmentProblem(
            f"--python {given}: found {interpreter.python}, expected {'.'.join(map(str, OLDEST))} or newer; name an "
            "environment of such a Python"
        )
    return interpreter


def _executable(given: str) -> str:
    if not os.path.exists(given):
        raise EnvironmentProblem(
            f"--python {given}: no such file or folder; name a Python interpreter, or the folder of an environment"
        )
    if not os.path.isdir(given):
        return given
    found = next((path for each in _IN_FOLDER if os.path.isfile(path := os.path.join(given, each))), None)
    if found is None:
        raise EnvironmentProblem(f"--python {given}: a folder without {_IN_FOLDER[0]}; name that of an environment")
    return found


def _asked(given: str, executable: str, distributions: Iterable[str]) -> str:
    """What an interpreter prints that is asked what it is."""
    try:
        # In an empty folder: Python also looks for modules in the one that it is started in.
        with tempfile.TemporaryDirectory(prefix="cursus-tester-") as folder:
            done = subprocess.run(
                [executable, "-c", _ASK, *distributions],
                cwd=folder,
                env=environment_for(()),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise EnvironmentProblem(
            f"--python {given}: it did not answer within {_PATIENCE:g} s; check that it is a Python interpreter"
        ) from None
    except OSError as error:
        raise EnvironmentProblem(
            f"--python {given}: it cannot be started: {error.strerror or error}; name a Python interpreter"
        ) from error
    if done.returncode:
        raise EnvironmentProblem(
            f"--python {given}: it {ended(done.returncode)} at its start: {last_line(done.stderr)}; check that it is "
            "a Python interpreter that works"
        )
    return done.stdout.decode("utf-8", "replace")


def _answer(given: str, text: str) -> tuple[tuple[int, ...], str, dict[str, str]]:
    try:
        version, cache_tag, found = json.loads(text)
        return tuple(int(each) for each in version), str(cache_tag), {str(name): str(found[name]) for name in found}
    except (ValueError, TypeError):
        raise EnvironmentProblem(
            f"--python {given}: it is started as a Python interpreter and answers as none; name one"
        ) from None


def environment_for(folders: Iterable[str]) -> dict[str, str]:
    """The variables of this process for another interpreter, which finds modules in `folders` first."""
    # These two would make it look for the modules of this one.
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "__PYVENV_LAUNCHER__")}
    paths = [*folders, *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)} if paths else kept


def ended(status: int) -> str:
    """How a process ended, in words, by its exit status; negative: that of a signal."""
    return f"was ended by signal {-status}" if status < 0 else f"ended with exit status {status}"


def last_line(output: bytes) -> str:
    """The last line of what a process printed."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else "it printed nothing"
