"""The code that a model builder of SDK v3 is given, and what of it is packed (serve and mlops 1.27.0)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.rules.common.own_code import lacks_other_script
from cursus_tester.sdk.names import REPACK_FILES
from cursus_tester.steps.create_model.requests import repack_code, repack_steps

_FOLDER = "code/"


def code_given(call: Call) -> Mapping[str, Any]:
    """What the construction of a model builder says of code; empty where it says nothing."""
    value = call.arguments.get("source_code")
    return value.data if value is not None and isinstance(value.data, Mapping) else {}


def why_dropped(call: Call) -> str:
    """Why the SDK drops the code that a model builder is given; empty where it does not."""
    given, model = code_given(call), call.arguments.get("model")
    if not given:
        return ""
    if model is not None and isinstance(model.data, list) and model.data:
        return "the model has several containers"
    if not given.get("entry_script"):
        return "source_code names no entry_script"
    return "" if given.get("source_dir") else f"source_code names no source_dir for {given['entry_script']!r}"


def files_packed(trace: Trace) -> Iterator[frozenset[str]]:
    """The files of each archive that the build has packed code into, and of each that a repack job is to pack."""
    for archive in trace.archives.values():
        held = [each.removeprefix(_FOLDER) for each in archive.members or () if each.startswith(_FOLDER)]
        if archive.uploaded and held:
            yield frozenset(held)
    for step in repack_steps(trace):
        code = repack_code(step, trace)
        if code is not None and code.is_known and code.members is not None:
            yield frozenset(each for each in code.members if each not in REPACK_FILES)


def why_misplaced(call: Call, trace: Trace) -> str:
    """Why the container does not find the script of a model builder; empty where it does, or where nobody knows."""
    script, packed = code_given(call).get("entry_script"), tuple(files_packed(trace))
    if not isinstance(script, str) or not packed or lacks_other_script(trace):
        return ""
    name = os.path.normpath(script)
    if not any(name in held for held in packed):
        shown = ", ".join(sorted(packed[0])[:6]) or "nothing"
        return f"entry_script is {script!r}, and what the SDK packs holds {shown}"
    if os.path.dirname(name):
        program = os.path.basename(name)
        return f"entry_script is {script!r}: the container is told to run {program}, which is not at the top"
    return ""
