"""Which paths the import statements of a file lead to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cursus_tester.source.imports.transitive import ImportedPaths

FILES = {
    "app/builders/churn.py": "from . import near\nfrom ..above import thing\nimport far.away\nimport os, sagemaker\n",
    "app/builders/near.py": "def late():\n    from farther import *\n",
    "app/above.py": "",
    "far/away.py": "import missing.deeper\n",
    "roots/farther.py": "",
}


def test_what_is_imported_there_or_not_and_what_that_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    imports = ImportedPaths("roots")
    found = imports.of(str(tmp_path / "app/builders/churn.py"))
    paths = {os.path.relpath(path) for path in found}

    assert set(FILES) <= paths
    # Where another one would go before it, where it would be, and what would make a package of its folder.
    assert {"roots/far.py", "missing.py", "roots/missing", "far/__init__.py", "app/builders/near/__init__.py"} <= paths
    # Nothing can be in a folder that is not there.
    assert not any("deeper" in path for path in paths)
    assert not any("site-packages" in path for path in paths)
    # What files share is found out once.
    assert imports.of(str(tmp_path / "app/builders/near.py")) < found
    assert imports.of(str(tmp_path / "app/builders/churn.py")) == found
