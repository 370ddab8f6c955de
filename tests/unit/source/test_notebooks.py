"""Notebooks are read as Python that stands at the lines of their file."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest

from cursus_tester.source.notebooks import MAX_SIZE, read_notebook


def written(*sources: str, one_line: bool = False, indent: int | None = 1) -> bytes:
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": ["# Title"]}]
    for source in sources:
        lines = source if one_line else source.splitlines(keepends=True)
        cells.append({"cell_type": "code", "metadata": {}, "outputs": [], "source": lines})
    return json.dumps({"cells": cells, "nbformat": 4}, indent=indent).encode()


def test_lines_of_cells_stand_where_they_do_in_the_file() -> None:
    data = written("a = 1\nb = 'ü'\n", "c = a\n")
    notebook = read_notebook(data)
    raw = data.decode().split("\n")
    tree = ast.parse(notebook.text)
    assert [raw[node.lineno - 1].strip().strip('",')[0] for node in tree.body] == ["a", "b", "c"]
    assert [notebook.where(node.lineno) for node in tree.body] == ["cell 2, line 1", "cell 2, line 2", "cell 3, line 1"]


@pytest.mark.parametrize(("one_line", "indent"), [(True, None), (True, 1), (False, None)])
def test_where_lines_do_not_stand_alone_they_count_from_the_first(one_line: bool, indent: int | None) -> None:
    notebook = read_notebook(written("a = 1\nb = 2\n", "c = 3\n", one_line=one_line, indent=indent))
    assert [ast.unparse(node) for node in ast.parse(notebook.text).body] == ["a = 1", "b = 2", "c = 3"]
    assert [notebook.where(line) for line in (1, 2, 3)] == ["cell 2, line 1", "cell 2, line 2", "cell 3, line 1"]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("%pip install x\na = 1", "a = 1"),
        ("!ls \\\n  -l\na = 1", "a = 1"),
        ("files = !ls\na = 1", "files = ['made-up-files']\na = 1"),
        ("while (\n    a\n    != 1\n):\n    b = 1", "while a != 1:\n    b = 1"),
        ("a = (b\n  % c)", "a = b % c"),
        ("a = 'x' \\\n  % c", "a = 'x' % c"),
        ("f(\n  a)\n!ls\nb = 1", "f(a)\nb = 1"),
        ("here = %pwd\na = 1", "a = 1"),
        ("a?\na = 1", "a = 1"),
        ("%%time\na = 1", "a = 1"),
        ("%%bash\necho a", ""),
        ("if a:\n    !ls\nb = 1", "if a:\n    pass\nb = 1"),
        ("a = 7 % 2", "a = 7 % 2"),
    ],
)
def test_lines_of_ipython_are_left_out(source: str, left: str) -> None:
    notebook = read_notebook(written(source))
    assert ast.unparse(ast.parse(notebook.text)) == left


def test_a_cell_that_does_not_parse_leaves_the_others() -> None:
    notebook = read_notebook(written("a = 1", "b = = 2", "c = 3"))
    assert [cell.error is not None for cell in notebook.cells] == [False, True, False]
    assert ast.unparse(ast.parse(notebook.text)) == "a = 1\nc = 3"


def test_a_file_that_a_cell_writes() -> None:
    [cell] = read_notebook(written("%%writefile code/train.py\nprint('train')\n")).cells
    assert cell.writes == ("code/train.py", "print('train')\n")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"{", "is no JSON: "),
        (b"[]", "is no notebook of nbformat 4: it has no list of cells"),
        (b'{"worksheets": []}', "is no notebook of nbformat 4: it has no list of cells"),
        (b" " * (MAX_SIZE + 1), "has 64 MB; notebooks of up to 64 MB are read"),
    ],
)
def test_what_is_no_notebook_says_so(data: bytes, problem: str) -> None:
    assert read_notebook(data).problem.startswith(problem)


@pytest.mark.parametrize(
    ("source", "restores"), [("%store -r\na = b", True), ("%store -r bucket", True), ("%store a", False)]
)
def test_variables_that_another_notebook_has_stored(source: str, restores: bool) -> None:
    assert read_notebook(written(source)).restores is restores


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("!mkdir -p data", "__import__('os').makedirs(f'data', exist_ok=True)"),
        ("%mkdir data/raw", "__import__('os').makedirs(f'data/raw', exist_ok=True)"),
        ("! mkdir -p {here}/raw", "__import__('os').makedirs(f'{here}/raw', exist_ok=True)"),
        ("!mkdir -p $here", "__import__('os').makedirs(f'{here}', exist_ok=True)"),
        ("!mkdir -p a && cp b a", ""),
        ("!mkdir -p a b", ""),
    ],
)
def test_a_folder_that_a_shell_command_makes_is_made(line: str, expected: str) -> None:
    assert ast.unparse(ast.parse(read_notebook(written(line)).text)) == expected


def test_a_cell_is_read_without_its_margin() -> None:
    notebook = read_notebook(
        written(" %%writefile code/train.py\n import os\n", "  a = 1\n  b = 2\n", "\n%%bash\nls\n")
    )
    first, second, third = notebook.cells
    assert first.writes == ("code/train.py", "import os\n")
    assert second.error is None
    assert ast.unparse(ast.parse(second.padded)) == "a = 1\nb = 2"
    assert not "".join(third.lines)
