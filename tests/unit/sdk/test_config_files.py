"""What the SDK reads in a file of defaults is what it reads by itself, and the empty file is not opened."""

from __future__ import annotations

import os
from pathlib import Path

from sagemaker.config import config

from cursus_tester.sdk.v2.classes import _knowing_the_empty_file


def test_every_other_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("SchemaVersion: '1.0'\n", encoding="utf-8")
    by_itself, opened = config._load_config_from_file, list[str]()

    def load(path: str) -> object:
        opened.append(path)
        return by_itself(path)

    quick = _knowing_the_empty_file(load)

    assert quick(str(file)) == by_itself(str(file)) == {"SchemaVersion": "1.0"}
    assert quick(os.devnull) is by_itself(os.devnull) is None
    assert opened == [str(file)]
