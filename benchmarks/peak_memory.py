"""Run the command line, then write the peak memory of this process to stderr, in kB (Linux)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from cursus_tester.cli.main import main as run


def main() -> None:
    code = run()
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    print(found[1], file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
