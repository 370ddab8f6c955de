"""The code that a model builder of SDK v3 is given, and what of it is packed (serve and mlops 1.27.0)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.code import CODE_FOLDER, STAND_IN
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Archive, Call, Trace
from cursus_tester.rules.common.own_code import lacks_other_script
from cursus_tester.sdk.names import REPACK_FILES
from cursus_tester.steps.create_model.requests import environment, model_data, repack_code, repack_steps, repacked_by

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
    source = call.arguments.get("s3_model_data_url")
    if source is not None and not source.is_variable and isinstance(source.data, Mapping):
        return "the model data is a mapping with an S3DataSource, which the SDK does not repack"
    if not given.get("entry_script"):
        return "source_code names no entry_script"
    return "" if given.get("source_dir") else f"source_code names no source_dir for {given['entry_script']!r}"


def dependencies_dropped(call: Call) -> str:
    """What of a model builder's `dependencies` the SDK drops; empty where it packs them, or where there are none.

    They are packed with an `inference_spec` and with a model that is an object (serve 1.27.0).
    """
    value, given = call.arguments.get("dependencies"), code_given(call)
    listed = value.data if value is not None and isinstance(value.data, Mapping) else {}
    if not given or any(each in call.arguments for each in ("inference_spec", "model")):
        return ""
    requirements, folder = listed.get("requirements"), given.get("source_dir")
    if isinstance(requirements, str) and isinstance(folder, str):
        is_packed = os.path.normpath(requirements) == os.path.join(os.path.normpath(folder), "requirements.txt")
        return "" if is_packed else f"requirements {requirements!r}"
    return "custom " + ", ".join(map(repr, listed["custom"])) if isinstance(listed.get("custom"), list) else ""


def files_packed(trace: Trace) -> Iterator[frozenset[str]]:
    """The files of each archive that the build has packed code into, and of each that a repack job is to pack."""
    for archive in trace.archives.values():
        held = _packed_into(archive)
        if held:
            yield held
    for step in repack_steps(trace):
        given = _packed_by(step, trace)
        if given is not None:
            yield given


def files_packed_for(container: Mapping[str, Any], trace: Trace) -> frozenset[str]:
    """The files of code that the build packs for one container; empty where it packs none, or where nobody knows."""
    data = model_data(container)
    if isinstance(data, str):
        archive = trace.archives.get(data)
        held = _packed_into(archive) if archive is not None else frozenset()
        # Whatever else is in the archive: the SDK replaces the folder of the code as a whole (core 2.27.0).
        return (
            held
            if archive is not None
            and (archive.is_known or not any(os.path.basename(name) == STAND_IN for name in held))
            else frozenset()
        )
    repack = repacked_by(data, trace)
    return (_packed_by(repack, trace) if repack is not None else None) or frozenset()


def _packed_into(archive: Archive) -> frozenset[str]:
    held = (each.removeprefix(_FOLDER) for each in archive.members or () if each.startswith(_FOLDER))
    return frozenset(held) if archive.uploaded else frozenset()


def _packed_by(step: Mapping[str, Any], trace: Trace) -> frozenset[str] | None:
    """The files that a repack job is to pack; ``None`` where nobody knows."""
    code = repack_code(step, trace)
    if code is None or not code.is_known or code.members is None:
        return None
    return frozenset(each for each in code.members if each not in REPACK_FILES)


def why_misplaced(call: Call, trace: Trace) -> str:
    """Why the container does not find the script of a model builder; empty where it does, or where nobody knows."""
    script, packed = code_given(call).get("entry_script"), tuple(files_packed(trace))
    if not isinstance(script, str) or not packed or lacks_other_script(trace):
        return ""
    name = os.path.normpath(script)
    if not any(name in held for held in packed):
        return f"entry_script is {script!r}, and what the SDK packs holds {_shown(packed[0])}"
    if os.path.dirname(name):
        program = os.path.basename(name)
        return f"entry_script is {script!r}: the container is told to run {program}, which is not at the top"
    return ""


def why_not_found(container: Mapping[str, Any], trace: Trace) -> str:
    """Why a container does not find the program that its variable names; empty where it does, or nobody knows."""
    program, packed = environment(container).get("SAGEMAKER_PROGRAM"), files_packed_for(container, trace)
    if not isinstance(program, str) or not program or not packed or os.path.normpath(program) in packed:
        return ""
    return f"the container is told to run {program}, and what the SDK packs for it holds {_shown(packed)}"


def may_be_made_up(call: Call) -> bool:
    """Whether the folder that a model builder is given may be the tester's, which has one script of its own."""
    folder = code_given(call).get("source_dir")
    return isinstance(folder, str) and hide_stamps(folder) != folder and os.path.basename(folder) == CODE_FOLDER


def _shown(files: frozenset[str]) -> str:
    return ", ".join(sorted(files)[:6]) or "nothing"
