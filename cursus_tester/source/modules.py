"""Read and parse Python files, and tell by which name each is imported. Nothing is run."""

from __future__ import annotations

import ast
import errno
import gc
import os
import re
import tokenize
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TypeVar

from cursus_tester.files import dependencies
from cursus_tester.results.subject import Place
from cursus_tester.source.notebooks import SUFFIX as NOTEBOOK
from cursus_tester.source.notebooks import Notebook, read_notebook

_RELATIVE_IMPORT = re.compile(rb"^[ \t]*from[ \t]+(\.+)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLocation:
    """How a file is imported."""

    #: The folder above the topmost ``__init__.py``, or the file's own folder. Absolute.
    root: str
    #: Dotted module name below `root`.
    name: str


def import_location(file: str) -> ImportLocation:
    """The import root of `file` and its dotted module name there."""
    folder, filename = os.path.split(os.path.abspath(file))
    stem = filename.removesuffix(".py")
    parts = [] if stem == "__init__" else [stem]
    while _is_package(folder) and os.path.basename(folder):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    return ImportLocation(root=folder, name=".".join(parts) or stem)


def _is_package(folder: str) -> bool:
    mark = os.path.join(folder, "__init__.py")
    dependencies.record(mark)
    return os.path.isfile(mark)


#: What lies in the topmost folder of a repository.
_TOP_MARKS = (".git", "pyproject.toml")


@lru_cache(maxsize=2048)
def repository_root(folder: str) -> str:
    """The nearest folder, from `folder` upwards, that has ``.git`` or a ``pyproject.toml``; empty where none has.

    Teams run from there, so that modules beside the builders' folder are found.
    """
    while True:
        marks = [os.path.join(folder, mark) for mark in _TOP_MARKS]
        dependencies.record(*marks)
        if any(map(os.path.exists, marks)):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above


def running_location(module: Module, root: str) -> ImportLocation:
    """Where a file is imported from when it is run.

    Args:
        module: The file.
        root: Where the user says that imports start. Empty, or the file lies elsewhere: the folder above its topmost
            package, or further up where its relative imports need it.
    """
    return _location_below(root, module.file) or module.location


def running_location_of(file: str, root: str) -> ImportLocation:
    """As `running_location`, of a file that need not be parsed.

    Raises:
        OSError: As `read_bytes` says.
    """
    file = os.path.abspath(file)
    if file.endswith(NOTEBOOK):
        return running_location(read_module(file), root)
    return _location_below(root, file) or _with_packages(import_location(file), read_bytes(file))


def _location_below(root: str, file: str) -> ImportLocation | None:
    """Where `file` is imported from, if it lies in the folder `root`; an empty one holds none."""
    top = os.path.abspath(root) if root else ""
    if not top or not file.startswith(os.path.join(top, "")):
        return None
    relative = os.path.relpath(file, top).removesuffix(".py").removesuffix(f"{os.sep}__init__")
    return ImportLocation(root=top, name=relative.replace(os.sep, "."))


def _with_packages(location: ImportLocation, data: bytes) -> ImportLocation:
    """`location` moved up so far that the relative imports of the file stay inside a package."""
    folder, name = location.root, location.name
    # The cheap test first: most files have no relative import.
    found = _RELATIVE_IMPORT.findall(data) if b" ." in data or b"\t." in data else ()
    levels = [len(dots) for dots in found]
    for _ in range(max(levels, default=0) - name.count(".")):
        above, package = os.path.split(folder)
        # A folder whose name is not an identifier is not a package.
        if not package.isidentifier():
            break
        folder, name = above, f"{package}.{name}"
    return ImportLocation(root=folder, name=name)


def shown_path(file: str) -> str:
    """`file` relative to the working directory with ``/``; outside it with ``../``."""
    return dependencies.shown(file).replace(os.sep, "/")


@dataclass(frozen=True, kw_only=True, eq=False)
class Module:
    """One parsed file. Modules are compared by identity, as their nodes are."""

    #: Absolute.
    file: str
    #: As shown in reports.
    path: str
    location: ImportLocation
    data: bytes
    #: Empty when the file cannot be parsed.
    tree: ast.Module
    #: Why and where the file cannot be parsed.
    error: tuple[str, Place] | None
    #: Its cells, where it is a notebook.
    notebook: Notebook | None = None

    @property
    def package(self) -> str:
        """The dotted name that relative imports start from; empty for a file outside any package."""
        if os.path.basename(self.file) == "__init__.py":
            return self.location.name
        return self.location.name.rpartition(".")[0]

    @cached_property
    def _wide_lines(self) -> tuple[bytes, ...]:
        """The lines in UTF-8, which column offsets of the syntax tree count in; empty when all is ASCII."""
        if self.data.isascii():
            return ()
        encoding, _ = tokenize.detect_encoding(BytesIO(self.data).readline)
        return tuple(line.encode() for line in _LINE_END.split(self.data.decode(encoding)))

    def place(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg | ast.excepthandler) -> Place:
        """Where `node` begins; columns count characters."""
        column = node.col_offset
        if self._wide_lines:
            column = len(self._wide_lines[node.lineno - 1][:column].decode(errors="replace"))
        return Place(path=self.path, line=node.lineno, column=column + 1)


def read_bytes(file: str) -> bytes:
    """The content of `file`, whose path is absolute.

    Raises:
        OSError: The file cannot be read, or is not a regular file: reading a device may never end.
    """
    if not os.path.isfile(file) and os.path.exists(file):
        raise OSError(errno.EINVAL, "not a regular file")
    try:
        file.encode()
    except UnicodeEncodeError:
        raise OSError(errno.EILSEQ, "its path is not UTF-8") from None
    dependencies.record(file)
    with open(file, "rb") as stream:
        return stream.read()


def readable(read: Callable[[str], Content], file: str) -> Content | None:
    """What `read` gives of a file; ``None`` where it is gone since it was first read."""
    try:
        return read(file)
    except OSError:
        return None


def read_module(file: str) -> Module:
    """Read and parse `file`; the same content is parsed once.

    Raises:
        OSError: As `read_bytes` says.
    """
    file = os.path.abspath(file)
    data = read_bytes(file)
    if file.endswith(NOTEBOOK):
        return _parse_notebook(file, shown_path(file), data)
    location = _with_packages(import_location(file), data)
    return _parse(file, shown_path(file), location.root, location.name, data)


def forget_modules() -> None:
    """Forget what was parsed: who has read many files, and asks for few of them again, need not hold all of them.

    What rests on the identity of nodes (`cursus_tester.source.names.resolution`) is to be made anew as well.
    """
    _parse_notebook.cache_clear()
    _parse.cache_clear()
    # Trees lead back to themselves, and the collector may be paused.
    gc.collect()


@lru_cache(maxsize=256)
def _parse_notebook(file: str, path: str, data: bytes) -> Module:
    """A notebook as the module that its cells make; those that do not parse are left out."""
    notebook = read_notebook(data)
    folder, filename = os.path.split(file)
    name = re.sub(r"\W", "_", filename.removesuffix(NOTEBOOK))
    module = _parse(file, path, folder, name, notebook.text.encode("utf-8", "surrogatepass"))
    error = (notebook.problem, Place(path=path)) if notebook.problem else module.error
    return replace(module, notebook=notebook, error=error)


# Bounded, so that a repository of any size fits into memory; one run returns to far fewer than 2,048 modules.
@lru_cache(maxsize=2048)
def _parse(file: str, path: str, root: str, name: str, data: bytes) -> Module:
    tree, error = ast.Module(body=[], type_ignores=[]), None
    if b"\0" in data:
        # Python 3.11 and 3.12 raise different exceptions, and neither gives the line.
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        error = ("source code cannot contain null bytes", Place(path=path, line=line))
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(data, filename=path)
        except SyntaxError as problem:
            line, column = max(problem.lineno or 1, 1), max(problem.offset or 1, 1)
            error = (problem.msg, Place(path=path, line=line, column=column))
        except (ValueError, RecursionError, MemoryError) as problem:
            error = (f"too deeply nested to be parsed ({type(problem).__name__})", Place(path=path))
    location = ImportLocation(root=root, name=name)
    return Module(file=file, path=path, location=location, data=data, tree=tree, error=error)
