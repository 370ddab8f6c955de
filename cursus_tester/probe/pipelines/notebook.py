"""Run the cells of a notebook, one statement behind the other."""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any

from cursus_tester.probe.pipelines.stand_ins import StandIn
from cursus_tester.sdk.names import MAKES_STEPS, STEP
from cursus_tester.source.notebooks import MAX_SIZE, SUFFIX, Cell, Notebook, read_notebook

#: How many variables of other notebooks are made.
_MOST_STORED = 30


def run_cells(
    cells: Sequence[Cell],
    file: str,
    namespace: dict[str, Any],
    write: Callable[[str, str], None],
    failed: Callable[[BaseException, bool], None],
    stored: Callable[[str], bool],
) -> None:
    """Run the cells. Where a statement raises, the next one begins: it may need nothing of that.

    Args:
        cells: In order.
        file: The notebook.
        namespace: What they share.
        write: Writes a file that a cell's magic names.
        failed: Told what a statement raised, and whether it makes steps or a pipeline. Where it misses a variable that
            an earlier statement did not get to set, that is what the earlier one raised.
        stored: Puts a variable that another notebook has stored into the namespace; whether there is one.
    """
    namespace.update(display=lambda *_, **__: None, get_ipython=lambda: StandIn("get_ipython()"))
    #: Why a variable is not there.
    causes: dict[str, BaseException] = {}
    for cell in cells:
        if cell.writes is not None:
            write(*cell.writes)
        elif cell.error is None:
            for statement in ast.parse(cell.padded).body:
                try:
                    _run(_compiled(statement, file), namespace, stored)
                except Exception as error:
                    cause = causes.get(error.name or "", error) if isinstance(error, NameError) else error
                    causes.update(dict.fromkeys(_set_by(statement), cause))
                    failed(cause, _makes_steps(statement))
                except BaseException as error:
                    failed(error, False)


def stored_for(notebook: Notebook, file: str) -> frozenset[str]:
    """The variables that a notebook takes from others by name, or that notebooks beside it store."""
    stored = set(notebook.restored)
    folder = os.path.dirname(file)
    for name in sorted(os.listdir(folder)):
        if name.endswith(SUFFIX) and name != os.path.basename(file):
            with open(os.path.join(folder, name), "rb") as stream:
                stored.update(read_notebook(stream.read(MAX_SIZE + 1)).stored)
    return frozenset(stored)


def _compiled(statement: ast.stmt, file: str) -> CodeType:
    code: CodeType = compile(
        ast.Module(body=[statement], type_ignores=[]), file, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    )
    return code


def _set_by(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement sets."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def _makes_steps(statement: ast.stmt) -> bool:
    """Whether a statement calls a class of steps or pipelines."""
    called = (node.func for node in ast.walk(statement) if isinstance(node, ast.Call))
    names = (each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in called)
    return any(name.endswith(STEP) or MAKES_STEPS.fullmatch(name.encode()) is not None for name in names)


def _run(code: CodeType, namespace: dict[str, Any], stored: Callable[[str], bool]) -> None:
    """Run a statement; once more for each variable that it takes from another notebook."""
    for _ in range(_MOST_STORED):
        try:
            running = eval(code, namespace)
            if inspect.iscoroutine(running):
                asyncio.run(running)
        except NameError as error:
            if error.name is None or error.name in namespace or not stored(error.name):
                raise
        else:
            return
