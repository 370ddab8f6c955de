"""Lend this tester, and what it needs and another environment lacks, to the interpreter there.

The other environment runs the very code of this one, so that several environments are judged by the same rules, and
uses its own distributions wherever it has them: what builders run with is the SDK there with what it was resolved with.
What it lacks of the tester's requirements is taken from here where that fits: the same Python, and versions that fit
what is installed there. Nothing is installed. The folder that is lent holds links only, outside both environments.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cursus_tester.environments.interpreter import EnvironmentProblem, Interpreter
from cursus_tester.sdk.names import DISTRIBUTION, V3_PARTS

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.specifiers import SpecifierSet

_TESTER = "cursus-tester"
_PACKAGE = Path(__file__).resolve().parent.parent
#: Starts the command that its command line holds. What fails before that is no finding: the exit code is 2, not 1.
_START = """\
import sys

try:
    from cursus_tester.cli.in_environment import main
except BaseException as error:
    print(f"cursus-tester: {type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(2)
main()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """What an environment lacks of the tester's requirements."""

    #: What can be taken from this environment: names, sorted.
    lent: tuple[str, ...] = ()
    #: What it must have and cannot be lent, one phrase each, such as ``no msgspec``.
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """The folder that an environment is lent."""

    #: Where its Python finds the tester and what else is lent.
    modules: str
    #: The file that starts a command.
    start: str


def wanted_distributions() -> tuple[str, ...]:
    """The names of all that the tester needs, directly and indirectly, and of the SDK's parts; sorted."""
    return tuple(sorted({DISTRIBUTION, *V3_PARTS, *(name for name, _ in _requirements(lambda name: False))}))


def loan_for(there: Mapping[str, str], *, is_same_python: bool) -> Loan:
    """What can be lent and what is lacking, by the versions that are installed in the other environment.

    Nothing is lent by an installation that runs no builders itself: it lacks most of what would be needed.
    """
    can_lend = is_same_python and find_spec("packaging") is not None
    lent, lacking = set[str](), dict[str, None]()
    for name, specifier in _requirements(there.__contains__):
        if name in there:
            if specifier is not None and not specifier.contains(there[name], prereleases=True):
                lacking[f"{name} {there[name]} where {specifier} is needed"] = None
        elif can_lend and _requires(name) is not None:
            lent.add(name)
        else:
            lacking[f"no {name}"] = None
    return Loan(lent=tuple(sorted(lent)), lacking=tuple(lacking))


def loan_to(interpreter: Interpreter) -> Loan:
    """What can be lent to an interpreter, so that it can run the tester.

    Raises:
        EnvironmentProblem: There is no SDK, or what is lacking cannot be lent.
    """
    given, there = interpreter.given, interpreter.distributions
    if DISTRIBUTION not in there:
        raise EnvironmentProblem(
            f"--python {given}: no {DISTRIBUTION} is installed there; install one of version 2 or 3: uv pip install "
            f"--python {given} {DISTRIBUTION}"
        )
    is_same_python = interpreter.cache_tag == sys.implementation.cache_tag
    loan = loan_for(there, is_same_python=is_same_python)
    if not loan.lacking:
        return loan
    here = ".".join(map(str, sys.version_info[:2]))
    why = "" if is_same_python else f", and what is installed here is for Python {here}, not for {interpreter.python}"
    raise EnvironmentProblem(
        f"--python {given}: found {', '.join(loan.lacking)} there{why}; install what the tester needs: uv pip install "
        f"--python {given} '{_TESTER}[run]'"
    )


def _requirements(is_there: Callable[[str], bool]) -> Iterator[tuple[str, SpecifierSet | None]]:
    """The names and versions that the tester requires, and all that is not there and so is lent; not the SDK.

    Without ``packaging``, which pytest brings along, the names that the tester itself requires.
    """
    try:
        from packaging.requirements import Requirement
        from packaging.utils import canonicalize_name
    except ImportError:
        # Of the extras, what runs builders: "libcst>=1.5; extra == 'fix'" does not.
        meant = [
            text for text in _requires(_TESTER) or () if "extra ==" not in text or re.search(r"extra == .run", text)
        ]
        named = {text: re.match(r"[\w.-]+", text) for text in meant if "python_version" not in text}
        yield from ((each[0], None) for each in named.values() if each is not None and each[0] != DISTRIBUTION)
        return

    waiting, seen = [(_TESTER, frozenset({"", "run"}))], set[tuple[str, frozenset[str]]]()
    while waiting:
        asked = waiting.pop()
        if asked in seen:
            continue
        seen.add(asked)
        name, extras = asked
        for each in map(Requirement, _requires(name) or ()):
            needed = canonicalize_name(each.name)
            if needed == DISTRIBUTION or not _holds(each.marker, extras):
                continue
            yield needed, each.specifier
            # What is there has its own requirements beside it, but for those of extras that it was installed without.
            waiting.append((needed, frozenset(each.extras) | (frozenset() if is_there(needed) else {""})))


def _holds(marker: Marker | None, extras: frozenset[str]) -> bool:
    """Whether a requirement is one of a distribution that is asked for with `extras`; an empty one: for itself."""
    if marker is None:
        return "" in extras
    if "extra" not in str(marker):
        return "" in extras and marker.evaluate()
    return any(marker.evaluate({"extra": extra}) for extra in extras if extra)


def _requires(name: str) -> Sequence[str] | None:
    """The requirements of a distribution of this environment; ``None``: it is not here."""
    try:
        return metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        return None


def lend(loan: Loan) -> Lending:
    """The folder with the tester and what is lent; made once, and kept beside the key of the cache.

    Its name says what it holds: cached results of the other environment name it.
    """
    links = {_PACKAGE.name: str(_PACKAGE), **dict(link for name in loan.lent for link in _links(name))}
    name = hashlib.sha256(repr((_START, sorted(links.items()))).encode(errors="surrogatepass")).hexdigest()[:32]
    folder = _folder() / name
    if not folder.is_dir():
        _make(folder, links)
    return Lending(modules=str(folder / _MODULES), start=str(folder / "bin" / _TESTER))


#: What lies in a folder of this name belongs to a library (`cursus_tester.files.libraries`).
_MODULES = "site-packages"


def _folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(home, _TESTER, "lent")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{_TESTER}-"))
    return folder


def _links(name: str) -> Iterator[tuple[str, str]]:
    """What lies at the top of a distribution's folder: its modules and its metadata; name and path."""
    distribution = metadata.distribution(name)
    for each in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
        yield each, str(distribution.locate_file(each))


def _make(folder: Path, links: Mapping[str, str]) -> None:
    """Make the folder completely or not at all; another process may do the same."""
    beside = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        (beside / _MODULES).mkdir()
        (beside / "bin").mkdir()
        (beside / "bin" / _TESTER).write_text(_START, encoding="utf-8")
        for name, path in links.items():
            _link(path, beside / _MODULES / name)
        with suppress(OSError):
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _link(path: str, place: Path) -> None:
    try:
        place.symlink_to(path, target_is_directory=os.path.isdir(path))
    except OSError:  # Windows lets only some users make links.
        (shutil.copytree if os.path.isdir(path) else shutil.copyfile)(path, place)
