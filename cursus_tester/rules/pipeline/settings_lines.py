"""The lines of settings that give code what it lacks, as a file of settings takes them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from cursus_tester.evidence.build import Missing, Need

_SOMETHING = '"…"'


def settings_lines(subject: str, missing: Sequence[Missing]) -> str:
    """One table for a subject with everything that is missing, each line behind a line break.

    Values that are made up stand where something stood in; a text to be filled in stands for the others.
    """
    lines = [f"[tool.cursus-tester.pipelines.{json.dumps(subject)}]"]
    for key, needs in (("arguments", (Need.ARGUMENT, Need.VARIABLE)), ("environment", (Need.ENVIRONMENT,))):
        pairs = [f"{_key(each.name)} = {each.made_up or _SOMETHING}" for each in missing if each.need in needs]
        if pairs:
            lines.append(f"{key} = {{ {', '.join(pairs)} }}")
    for key, need in (("packages-missing", Need.MODULE), ("files-missing", Need.FILE)):
        names = dict.fromkeys(
            json.dumps(each.name)
            for each in missing
            if each.need is need and each.name and (each.made_up or need is Need.MODULE)
        )
        if names:
            lines.append(f"{key} = [{', '.join(names)}]")
    buckets = [f'{_key(each.name)} = ""' for each in missing if each.need is Need.BUCKET]
    if any(each.need is Need.OBJECT for each in missing):
        buckets.append('name = "folder"')
    if buckets:
        lines.append(f"buckets = {{ {', '.join(buckets)} }}")
    if any(each.need is Need.FILE and not each.made_up for each in missing):
        lines.append(f"working-directory = {json.dumps(os.curdir)}")
    return "".join(f"\n{line}" for line in lines)


def _key(name: str) -> str:
    """A name as a key of TOML."""
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else json.dumps(name)
