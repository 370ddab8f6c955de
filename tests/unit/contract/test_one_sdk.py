"""What builders for either version of the SDK are written on names neither; each version has a folder of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cursus_tester.contract

_CONTRACT = Path(cursus_tester.contract.__file__).parent
#: The packages that only one version has.
_ONLY_V3 = ("core", "mlops", "serve", "train")


def _imported(file: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]


@pytest.mark.parametrize("file", sorted(_CONTRACT.rglob("*.py")), ids=lambda file: str(file.relative_to(_CONTRACT)))
def test_a_module_imports_the_sdk_of_its_folder_only(file: Path) -> None:
    folder = file.relative_to(_CONTRACT).parts[0]
    imported = _imported(file)
    names = [name.split(".") for name in imported if name.split(".")[0] == "sagemaker"]
    packages = [each for each in imported if each.startswith("cursus_tester.contract.v")]

    if folder not in ("v2", "v3"):
        assert (names, packages) == ([], [])
        return
    assert [each for each in names if (len(each) > 1 and each[1] in _ONLY_V3) != (folder == "v3")] == []
    assert [each for each in packages if f".{folder}" not in each] == []
