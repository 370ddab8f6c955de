"""The region that code is written for."""

from __future__ import annotations

import re

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.source.notebooks import SUFFIX, read_notebook

_REGION = re.compile(r"(?<![\w-])(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:central|(?:north|south)?(?:east|west)?)-\d(?![\w-])")


def own_region(file: str) -> str:
    """The only region that the text of a file names; the default one where it names none, or several."""
    with open(file, "rb") as stream:
        data = stream.read()
    text = read_notebook(data).text if file.endswith(SUFFIX) else data.decode("utf-8", "replace")
    named = set(_REGION.findall(text))
    return named.pop() if len(named) == 1 else DEFAULT_REGION
