"""The table of settings in the documentation.

``python -m cursus_tester.settings.page FILE`` renews it in a Markdown file, as `make docs` does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from cursus_tester.settings.declaration import Setting
from cursus_tester.settings.settings import SETTINGS

_HEAD = "| key | meaning | flag |"


def with_settings(page: str) -> str:
    """The page with the table of all settings in place of the one that it has."""
    before, head, rest = page.partition(_HEAD)
    if not head:
        raise ValueError(f"the page has no table that begins with {_HEAD!r}")
    _, blank_line, after = rest.partition("\n\n")
    return before + "\n".join(_table()) + blank_line + after


def _table() -> Iterator[str]:
    yield _HEAD
    yield "|---|---|---|"
    for each in SETTINGS:
        flag = f"`{each.origin}`" if each.flag is not None else ""
        yield f"| `{each.key}` | {_meaning(each)} | {flag} |".replace("  |", " |")


def _meaning(setting: Setting) -> str:
    default = setting.default_text
    if setting.kind.choices:
        choices = (f"`{each}`{' (default)' if each == default else ''}" for each in setting.kind.choices)
        return f"{setting.meaning}: {', '.join(choices)}"
    return f"{setting.meaning} (default: {default})" if default else setting.meaning


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(with_settings(file.read_text(encoding="utf-8")), encoding="utf-8")
