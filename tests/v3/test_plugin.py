"""The pytest plugin under SDK v3."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_BUILDER = Path(__file__).parent / "builders" / "churn_model.py"


def test_rules_are_tests(tmp_path: Path) -> None:
    """One of a rule that applies, one of a rule that is about SDK v2, and the rule that the change breaks."""
    text = _BUILDER.read_text(encoding="utf-8")
    broken = text.replace("entry_script=", "command=")
    assert broken != text
    (tmp_path / _BUILDER.name).write_text(broken, encoding="utf-8")

    chosen = ("-k", "SB100 or CM303 or CM371", "--conformance", _BUILDER.name)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-pno:randomly", "-pno:xdist", "-rf", *chosen],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 1 passed, 1 skipped" in done.stdout
    assert "::CM371 - Failed" in done.stdout
    assert "ModelBuilder drops the code: source_code names no entry_script" in done.stdout
