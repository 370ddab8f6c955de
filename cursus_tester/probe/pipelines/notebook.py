"""Run the cells of a notebook, one behind the other."""

from __future__ import annotations

import ast
import asyncio
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from cursus_tester.probe.pipelines.stand_ins import StandIn
from cursus_tester.sdk.names import MAKES_STEPS
from cursus_tester.source.notebooks import Cell

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
    """Run the cells; one that raises ends there, and the next begins.

    Args:
        cells: In order.
        file: The notebook.
        namespace: What they share.
        write: Writes a file that a cell's magic names.
        failed: Told what a cell raised, and whether it makes steps or a pipeline.
        stored: Puts a variable that another notebook has stored into the namespace; whether there is one.
    """
    namespace.update(display=lambda *_, **__: None, get_ipython=lambda: StandIn("get_ipython()"))
    for cell in cells:
        if cell.writes is not None:
            write(*cell.writes)
        elif cell.error is None:
            try:
                _run(cell, file, namespace, stored)
            except Exception as error:
                failed(error, MAKES_STEPS.search("\n".join(cell.lines).encode("utf-8", "replace")) is not None)
            except BaseException as error:
                failed(error, False)


def _run(cell: Cell, file: str, namespace: dict[str, Any], stored: Callable[[str], bool]) -> None:
    """Run one cell; once more for each variable that it takes from another notebook."""
    code = compile(cell.padded, file, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
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
