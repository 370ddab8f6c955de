"""Which code may build something else with another hash seed."""

from __future__ import annotations

import ast

import pytest

from cursus_tester.source.set_order import depends_on_hash_seed

_BEFORE = "names = {'a', 'b'}\n\n\ndef of(team) -> set[str]:\n    return load(team)\n\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "','.join(names)",
        "for name in names: use(name)",
        "[name for name in names]",
        "{name: 1 for name in set(given)}",
        "list(one.keys() - two.keys())",
        "(*names, 'c')",
        "f'{names}'",
        "names.pop()",
        "tuple(of('risk'))",
        "' '.join(name.upper() for name in names | other)",
        "use(tags=names)",
        "self.names = frozenset(given)\nnext(iter(self.names))",
        "hash(name)",
        "str(id(self))",
    ],
)
def test_order_may_show(text: str) -> None:
    assert depends_on_hash_seed(ast.parse(_BEFORE + text))


@pytest.mark.parametrize(
    "text",
    [
        "'a' in names",
        "sorted(names)",
        "','.join(sorted(name.upper() for name in names))",
        "len(names - {'a'})",
        "if names - set(given): stop()",
        "any(name in text for name in names)",
        "{name.upper() for name in names}",
        "names.add('c')",
        "missing = names - given.keys()\nif missing: raise ValueError(sorted(missing))",
        "for name in ['a', 'b']: use(name)",
        "hashlib.sha256(text).hexdigest()",
    ],
)
def test_order_cannot_show(text: str) -> None:
    assert not depends_on_hash_seed(ast.parse(_BEFORE + text))
