"""Which relative paths the code of a pipeline names."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from cursus_tester.source.imports.transitive import ImportedPaths
from cursus_tester.source.modules import read_module

#: A longer text is no path, in characters.
_LONGEST = 200


def named_paths(file: str, import_root: str) -> tuple[str, ...]:
    """The relative paths in the texts of a file and of what it imports, in order of appearance.

    Args:
        file: The module or notebook. Absolute.
        import_root: As in `cursus_tester.source.imports.transitive.ImportedPaths`.
    """
    imported = sorted(path for path in ImportedPaths(import_root).of(file) if path.endswith(".py"))
    return tuple(dict.fromkeys(path for each in (file, *imported) for path in _in_file(each)))


def _in_file(file: str) -> Iterator[str]:
    try:
        tree = read_module(file).tree
    except OSError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_path(node.value):
            yield os.path.normpath(node.value)


def _is_path(text: str) -> bool:
    """Whether a text may be a relative path: a lone word such as "train" names too much else."""
    return (
        len(text) <= _LONGEST
        and text.isprintable()
        and ("/" in text or "." in text)
        and "://" not in text
        and not text.startswith(("/", ".."))
        and os.path.normpath(text) != os.curdir
    )
