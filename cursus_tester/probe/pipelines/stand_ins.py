"""Stand in for modules that the code imports and that are not installed here.

Many only decorate a pipeline: loggers, trackers, plotting. Something that can be called, indexed and used as a
decorator stands for whatever is imported of them. Code that asks whether a module is there, by catching the error, is
told so.
"""

from __future__ import annotations

import ast
import dis
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sdk.names import PACKAGE

_CATCHING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_ANYTHING = inspect.Signature(
    [
        inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL),
        inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
    ]
)
#: Never stood in for: without them nothing can be built.
_NEEDED = frozenset({PACKAGE, "boto3", "botocore"})


class StandIn:
    """Whatever was to be imported: it can be called, indexed, entered and used as a decorator."""

    def __init__(self, name: str) -> None:
        self._name = name
        # As functions and classes have one.
        self.__name__ = self.__qualname__ = name.rpartition(".")[2]
        # The SDK compares what a step of a function is given with it.
        self.__signature__ = _ANYTHING

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Used as a decorator it leaves what it decorates as it is.
        if len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], StandIn):
            return args[0]
        return StandIn(f"{self._name}()")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._name}.{name}")

    def __getitem__(self, key: Any) -> Any:
        return StandIn(f"{self._name}[…]")

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __setitem__(self, key: Any, value: Any) -> None:
        return None

    def __iter__(self) -> Iterator[Any]:
        count = _unpacked(sys._getframe(1))
        return iter([StandIn(f"{self._name}[{index}]") for index in range(count)])

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def _combined(self, *_: Any) -> Any:
        return StandIn(f"({self._name} …)")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _combined
    __and__ = __or__ = __neg__ = __invert__ = __lt__ = __le__ = __gt__ = __ge__ = _combined

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (object,)

    def __repr__(self) -> str:
        return f"<stands in for {self._name}>"


def _unpacked(frame: FrameType) -> int:
    """Into how many variables the running instruction of a frame unpacks something; 0: it does not."""
    code, here = frame.f_code.co_code, frame.f_lasti
    return code[here + 1] if dis.opname[code[here]] == "UNPACK_SEQUENCE" else 0


class _Module(ModuleType):
    """A module that has everything."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}")

    def __reduce__(self) -> tuple[Any, ...]:
        # Code that is sent to a job holds its modules by name.
        return importlib.import_module, (self.__name__,)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Asked last, so only for what nobody else finds."""

    def __init__(self, team_code: TeamCode, wanted: Sequence[str], search: Callable[[str], str]) -> None:
        self.names: set[str] = set()
        self._team_code = team_code
        self._wanted = frozenset(wanted)
        self._search = search

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        top = name.partition(".")[0]
        if top in _NEEDED or top in sys.stdlib_module_names:
            return None
        if top in self.names and top != name:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        if name in self._wanted and top != name:
            # A part of a package that is there, such as one of the team's.
            self.names.add(name)
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        frame = _importer(sys._getframe(1))
        if frame is None or not self._team_code.holds(frame.f_code.co_filename) or top != name:
            return None
        folder = self._search(top)
        if folder and folder not in sys.path:
            sys.path.append(folder)
            return importlib.util.find_spec(top)
        if top not in self._wanted and _is_optional(frame):
            return None
        self.names.add(top)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


def _importer(frame: FrameType | None) -> FrameType | None:
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame


def _is_optional(frame: FrameType) -> bool:
    """Whether the running import is inside a ``try`` that catches its failure."""
    return any(first <= frame.f_lineno <= last for first, last in _optional_lines(frame.f_code.co_filename))


@functools.lru_cache(maxsize=256)
def _optional_lines(file: str) -> tuple[tuple[int, int], ...]:
    try:
        with open(file, encoding="utf-8") as stream:
            tree = ast.parse(stream.read())
    except (OSError, SyntaxError, ValueError):
        return ()
    return tuple(
        (node.body[0].lineno, node.body[-1].end_lineno or node.body[-1].lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and any(_catches(handler) for handler in node.handlers)
    )


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    return any(each is None or (isinstance(each, ast.Name) and each.id in _CATCHING) for each in caught)


@contextmanager
def standing_in(team_code: TeamCode, wanted: Sequence[str], top_folder: str) -> Iterator[set[str]]:
    """Stand in, until the block ends, for modules that the team's code imports and that are nowhere.

    Yields the names of these modules. A module that lies elsewhere in the repository is imported from there.
    """
    finder = _Finder(team_code, wanted, functools.partial(_folder_of, top_folder))
    sys.meta_path.append(finder)
    try:
        yield finder.names
    finally:
        sys.meta_path.remove(finder)


def _folder_of(top_folder: str, name: str) -> str:
    """The one folder of a repository that holds a module of that name; empty where there is none or several."""
    found: set[str] = set()
    if not top_folder:
        return ""
    for here, folders, files in os.walk(top_folder):
        folders[:] = [each for each in folders if not each.startswith(".") and each not in ("node_modules", "venv")]
        if f"{name}.py" in files or (name in folders and os.path.isfile(os.path.join(here, name, "__init__.py"))):
            found.add(here)
        if len(found) > 1:
            return ""
    return found.pop() if found else ""
