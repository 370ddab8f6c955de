"""``--in-process``: a debugger stops in the builder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.test_check import edit


def test_a_breakpoint_stops_in_the_builder(project: Path) -> None:
    edit(
        project / "builders" / "generic_model.py",
        "        options = self",
        "        if kwargs.get('enable_caching'):\n            breakpoint()\n        options = self",
    )

    result = subprocess.run(
        [sys.executable, "-m", "cursus_tester", "check", "builders/generic_model.py", "--in-process", "-f", "json=-"],
        cwd=project,
        env={**os.environ, "TMPDIR": str(project)},
        # It stops in every scenario that asks for caching.
        input="p type(self).__name__\n" + "c\n" * 200,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0
    assert "builders/generic_model.py(" in result.stderr
    assert "(Pdb) 'GenericModelStepBuilder'\n(Pdb) " in result.stderr
    assert result.stdout.startswith('{\n  "schema"')
    assert sorted(path.name for path in project.iterdir()) == ["builders", "specs"]
