"""Read Jupyter notebooks: their code cells in order, as Python that stands at the lines of the notebook's file.

A notebook is JSON (nbformat 4): it is read as that, since nbformat needs jsonschema and traitlets for what is one list
of cells. Most writers put each line of a cell on a line of its own, so that a position in a cell is one in the file;
where a writer does not, lines count from the first line of code.
"""

from __future__ import annotations

import ast
import json
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cursus_tester.evidence.build import MADE_UP

SUFFIX = ".ipynb"
#: Larger ones are not read: they hold pictures, and code that long nobody reviews.
MAX_SIZE = 64 << 20
#: Lines of IPython: magics, shell commands, and questions about an object.
_IPYTHON = re.compile(r"^\s*(?:[%!]|\?)|^\s*[\w.]+\s*=\s*[%!]|^\s*[\w.]+\?{1,2}\s*$")
#: The shell command that makes one folder; ``$name`` and ``{name}`` stand for variables of the notebook.
_MAKES_FOLDERS = re.compile(r"^\s*[!%]\s*mkdir\s+(?:-p\s+)?[\"']?([^\s\"'|&;<>*]+)[\"']?\s*$")
#: A variable that takes what a shell command prints.
_PRINTED = re.compile(r"^\s*([A-Za-z_]\w*)\s*=\s*!")
#: Takes variables that another notebook has stored: those that are named, or all …
_RESTORES = re.compile(r"^\s*%store\s+-r\b([^#]*)")
#: … and stores some.
_STORES = re.compile(r"^\s*%store\s+(?!-)([^#>]+)$")
#: A cell whose magic leaves its text Python …
_PYTHON_MAGICS = re.compile(r"^%%(?:time|timeit|capture|prun|local)\b")
#: … and one that writes its text into a file.
_WRITES = re.compile(r"^%%(?:writefile|file)\s+(?:-a\s+|--append\s+)?[\"']?([^\s\"']+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One code cell."""

    #: 1-based, among all cells of the notebook, texts included.
    number: int
    #: Where its first line stands in the text of the notebook; 1-based.
    first_line: int
    #: Its lines of Python; those of IPython are empty.
    lines: tuple[str, ...]
    #: Why and where in the text it does not parse; ``None`` where it does.
    error: tuple[str, int, int] | None = None
    #: The file that it writes, with the text; ``None``: it is Python.
    writes: tuple[str, str] | None = None

    @property
    def last_line(self) -> int:
        """Where its last line stands in the text of the notebook."""
        return self.first_line + max(len(self.lines) - 1, 0)

    @property
    def padded(self) -> str:
        """Its Python, behind so many empty lines that it stands where it does in the notebook's text."""
        return "\n" * (self.first_line - 1) + "\n".join(self.lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook, or why it is none."""

    #: In order.
    cells: tuple[Cell, ...] = ()
    #: Why its file is no notebook; empty where it is one.
    problem: str = ""
    #: Whether it takes variables that another notebook has stored (``%store -r``).
    restores: bool = False
    #: The variables that it names as it takes them.
    restored: tuple[str, ...] = ()
    #: The variables that it stores for others.
    stored: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All cells that parse, as one module."""
        lines: list[str] = []
        for cell in self.cells:
            lines += [""] * (cell.first_line - 1 - len(lines))
            lines += cell.lines if cell.error is None and cell.writes is None else [""] * len(cell.lines)
        return "\n".join(lines) + "\n"

    def cell_at(self, line: int) -> Cell | None:
        """The cell that a line of the text is in."""
        return next((cell for cell in self.cells if cell.first_line <= line <= cell.last_line), None)

    def where(self, line: int) -> str:
        """A line of the text as people find it, such as ``cell 7, line 3``; empty outside the cells."""
        cell = self.cell_at(line)
        return f"cell {cell.number}, line {line - cell.first_line + 1}" if cell is not None else ""


@lru_cache(maxsize=256)
def read_notebook(data: bytes) -> Notebook:
    """The notebook that a file holds."""
    if len(data) > MAX_SIZE:
        return Notebook(problem=f"has {len(data) >> 20} MB; notebooks of up to {MAX_SIZE >> 20} MB are read")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        return Notebook(problem=f"is no JSON: {error}")
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        return Notebook(problem="is no notebook of nbformat 4: it has no list of cells")
    sources = [(number, _lines(cell)) for number, cell in enumerate(cells, 1) if _is_code(cell)]
    starts = _lines_in_file(data, [lines for _, lines in sources])
    code = [line for _, lines in sources for line in lines]
    taken = [match[1] for line in code if (match := _RESTORES.match(line)) is not None]
    return Notebook(
        restores=bool(taken),
        restored=tuple(name for names in taken for name in names.split()),
        stored=tuple(name for line in code if (match := _STORES.match(line)) for name in match[1].split()),
        cells=tuple(_cell(number, start, lines) for (number, lines), start in zip(sources, starts, strict=True)),
    )


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code" and isinstance(cell.get("source"), list | str)


def _lines(cell: dict[str, Any]) -> list[str]:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(each for each in source if isinstance(each, str))
    return text.splitlines()


def _cell(number: int, first_line: int, lines: Sequence[str]) -> Cell:
    lines = _without_margin(lines)
    begin = next((index for index, line in enumerate(lines) if line), 0)
    start = lines[begin] if lines else ""
    written = _WRITES.match(start)
    if written is not None:
        text = "\n".join(lines[begin + 1 :]) + "\n"
        return Cell(number=number, first_line=first_line, lines=tuple("" for _ in lines), writes=(written[1], text))
    if start.startswith("%%") and not _PYTHON_MAGICS.match(start):
        # Of another language, such as a shell's.
        return Cell(number=number, first_line=first_line, lines=tuple("" for _ in lines))
    cell = Cell(number=number, first_line=first_line, lines=tuple(_python(lines)))
    try:
        ast.parse(cell.padded)
    except SyntaxError as error:
        place = (max(error.lineno or first_line, first_line), max(error.offset or 1, 1))
        return Cell(number=number, first_line=first_line, lines=cell.lines, error=(error.msg, *place))
    except (ValueError, RecursionError, MemoryError) as error:
        return Cell(number=number, first_line=first_line, lines=cell.lines, error=(str(error), first_line, 1))
    return cell


def _without_margin(lines: Sequence[str]) -> list[str]:
    """The lines without the indentation of the first one that is not blank, as IPython reads them."""
    first = next((line for line in lines if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip())]
    return [line.removeprefix(margin) if line.strip() else "" for line in lines] if margin else [*lines]


def _python(lines: Sequence[str]) -> Iterator[str]:
    """The lines without those of IPython; an indented one is a ``pass``, so that its block stays one."""
    goes_on = False
    before: list[str] = []
    for line in lines:
        is_begun = goes_on
        is_ipython = goes_on or (_IPYTHON.match(line) is not None and not _is_inside_statement(before))
        before.append("" if is_ipython else line)
        goes_on = is_ipython and line.rstrip().endswith("\\")
        indent = line[: len(line) - len(line.lstrip())]
        made, printed = _MAKES_FOLDERS.match(line), _PRINTED.match(line)
        if not is_ipython:
            yield line
        elif made is not None and not is_begun and not goes_on:
            # Later cells write into it.
            path = re.sub(r"\$\{?(\w+)\}?", r"{\1}", made[1])
            yield f'{indent}__import__("os").makedirs(f{path!r}, exist_ok=True)'
        elif printed is not None and not is_begun:
            # The lines that a program prints: nobody knows them.
            yield f"{indent}{printed[1]} = ['{MADE_UP}-{printed[1]}']"
        else:
            yield f"{indent}pass" if indent and not is_begun else ""


def _is_inside_statement(lines: Sequence[str]) -> bool:
    """Whether a statement, such as one in brackets, goes on behind these lines: ``%`` and ``!=`` are operators then."""
    try:
        for _ in tokenize.generate_tokens(iter([f"{line}\n" for line in lines]).__next__):
            pass
    except tokenize.TokenError:
        return True
    except (SyntaxError, StopIteration):
        return False
    return bool(lines) and lines[-1].rstrip().endswith("\\")


def _lines_in_file(data: bytes, sources: Sequence[Sequence[str]]) -> list[int]:
    """The line of the file at which each source begins; one behind the other where lines do not stand alone."""
    raw = [line.strip() for line in data.decode("utf-8", "replace").split("\n")]
    starts, here = [], 0
    for lines in sources:
        found = _find(raw, lines, here) if lines else here
        if found is None:
            return _one_behind_the_other(sources)
        starts.append(found + 1)
        here = found + len(lines)
    return starts


def _find(raw: Sequence[str], lines: Sequence[str], start: int) -> int | None:
    wanted = [_written(line, is_last=index == len(lines) - 1) for index, line in enumerate(lines)]
    for first in range(start, len(raw) - len(lines) + 1):
        if all(raw[first + index] in each for index, each in enumerate(wanted)):
            return first
    return None


def _written(line: str, *, is_last: bool) -> frozenset[str]:
    """How a line of a cell may stand in the file."""
    ends = ("", "\n") if is_last else ("\n",)
    texts = {json.dumps(line + end, ensure_ascii=ascii) for end in ends for ascii in (True, False)}
    return frozenset(
        f"{before}{text}{after}" for text in texts for before in ("", '"source": [') for after in ("", ",", "]")
    )


def _one_behind_the_other(sources: Sequence[Sequence[str]]) -> list[int]:
    starts, here = [], 1
    for lines in sources:
        starts.append(here)
        here += max(len(lines), 1)
    return starts
