"""Whether the code of a processing job is where its container looks for it, which SB402 asks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.packed_code import packed_code, unknown_options
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.sdk.ecr import is_of_sdk
from cursus_tester.sdk.names import FRAMEWORK_PROCESSOR, PROCESSING_INPUT
from cursus_tester.steps.processing.requests import Channel, arguments, entrypoint, image, inputs

#: The script with which the SDK's framework processors unpack their archive (2.257.7, core 2.27.0), and that archive.
_BOOTSTRAP = "runproc.sh"
_ARCHIVE = "sourcedir.tar.gz"
_ARCHIVE_FOLDER = "/opt/ml/processing/input/code"
#: Where inputs of a job can be.
#: An argument that is an option, and no negative number.
_OPTION = re.compile(r"--?[A-Za-z]")
_JOB_FOLDER = "/opt/ml/processing/"
_OFFLINE = "what is there cannot be checked offline"
#: The option of Spark's program for modules (sagemaker 2.257.7).
_OF_SPARK = "--py-files"
_GIVE_MODULES = (
    f"give what the script imports to a processor that packs a folder: {FRAMEWORK_PROCESSOR} with source_dir=… and "
    "dependencies=[…], of Spark submit_py_files=[…]"
)
_GIVE_CODE = "pass the script as code=, with its folder as source_dir= where the processor takes one"


def deliveries(builder: Builder, trace: Trace) -> Iterator[Delivery]:
    """How each file that the container's program names, and the program that the SDK unpacks, reach the container."""
    return _deliveries(trace, keeps_folder=True)


def deliveries_under_v3(builder: Builder, trace: Trace) -> Iterator[Delivery]:
    """The same where the bootstrap script starts a script by its bare name, as that of SDK v3 does (core 2.27.0)."""
    return _deliveries(trace, keeps_folder=False)


def _deliveries(trace: Trace, *, keeps_folder: bool) -> Iterator[Delivery]:
    request = trace.request or {}
    found = inputs(request)
    files = [each for each in entrypoint(request) if isinstance(each, str) and each.startswith(_JOB_FOLDER)]
    given = [call for call in trace.calls if call.target.endswith(".run") and not call.is_nested]
    if not files:
        dropped = _dropped_code(given)
        yield Delivery(wrong=dropped, hint=_GIVE_CODE) if dropped else Delivery(is_empty=True)
    for path in files:
        yield _of_file(path, found, trace)
        if os.path.basename(path) == _BOOTSTRAP:
            yield _of_archive(found, trace, _program(given, keeps_folder), _requirements(given))


def untaken_options(trace: Trace) -> tuple[str, ...]:
    """The options among the arguments of a job that the parser of its script does not take."""
    request = trace.request or {}
    found = inputs(request)
    options = [each for each in arguments(request) if isinstance(each, str) and _OPTION.match(each)]
    given = [call for call in trace.calls if call.target.endswith(".run") and not call.is_nested]
    for path in entrypoint(request):
        holding = [each for each in found if isinstance(path, str) and _is_below(path, str(each.path))]
        channel = max(holding, key=lambda each: len(each.path), default=None)
        if channel is None or not isinstance(channel.uri, str):
            continue
        if os.path.basename(path) != _BOOTSTRAP:
            return unknown_options(options, os.path.basename(path), trace.archives.get(channel.uri))
        there = (each.uri for each in found if str(each.path).rstrip("/") == _ARCHIVE_FOLDER)
        uri = next((at for each in there if isinstance(each, str) and (at := _archive_at(each, trace))), "")
        return unknown_options(options, _program(given, keeps_folder=True), trace.archives.get(uri))
    return ()


def _dropped_code(given: list[Call]) -> str:
    """Code that was given to a processor and that no container runs; empty where there is none."""
    codes = [call.arguments["code"].data for call in given if "code" in call.arguments]
    return f"the code {codes[0]!r} is given, and the container does not run it" if codes and codes[0] else ""


def _of_file(path: str, found: tuple[Channel, ...], trace: Trace) -> Delivery:
    """A file that the container's program names, which is in one of the job's inputs."""
    holding = [each for each in found if isinstance(each.path, str) and _is_below(path, each.path)]
    if not holding:
        return Delivery(
            wrong=f"the container runs {path}, and no input of the job is put there",
            hint=f"give the script as code=, or add a {PROCESSING_INPUT} with that destination",
        )
    channel = max(holding, key=lambda each: len(each.path))
    uri = channel.uri
    if not isinstance(uri, str):
        return Delivery(unknown=f"{path} comes from where only the run knows")
    archive = trace.archives.get(uri)
    rest = os.path.relpath(path, channel.path.rstrip("/") or "/")
    if archive is not None and archive.exists:
        if os.path.basename(uri) != rest:
            return Delivery(
                wrong=f"the container runs {path}, and the job puts {os.path.basename(uri)} there",
                hint=_GIVE_CODE,
            )
        others = _beside(channel.path, found, trace)
        if others is None:
            return Delivery()
        return packed_code(rest, archive, others, installs=False, hint=_GIVE_MODULES)
    if os.path.basename(uri) == rest or not re.search(r"\.\w+$", uri):
        return Delivery(unknown=f"this build did not upload {uri}: {_OFFLINE}")
    return Delivery(wrong=f"the container runs {path}, and the job puts {uri} there", hint=_GIVE_CODE)


def _of_archive(found: tuple[Channel, ...], trace: Trace, program: str, requirements: str) -> Delivery:
    """The archive that the SDK's bootstrap script unpacks: it holds the script that was given as ``code``.

    SDK v3's bootstrap script installs the requirements that the call names where they are there, and says nothing
    where they are not (core 2.27.0).
    """
    there = (each.uri for each in found if str(each.path).rstrip("/") == _ARCHIVE_FOLDER)
    uris = [_archive_at(uri, trace) for uri in there if isinstance(uri, str)]
    uri = next((each for each in uris if each), "")
    if not uri:
        return Delivery(wrong=f"nothing puts {_ARCHIVE} into {_ARCHIVE_FOLDER}, where {_BOOTSTRAP} unpacks it")
    archive = trace.archives.get(uri)
    if archive is None or not archive.exists or not archive.is_known:
        return Delivery(unknown=f"this build did not upload {uri}: {_OFFLINE}")
    if archive.members is None:
        return Delivery(wrong=f"{uri} is no .tar.gz archive", hint=_GIVE_CODE)
    if program and program not in archive.members:
        held = ", ".join(archive.members[:8]) or "nothing"
        return Delivery(wrong=f"the uploaded code does not contain {program}; it contains {held}", hint=_GIVE_CODE)
    if requirements and requirements not in archive.members:
        return Delivery(
            wrong=f"the uploaded code does not contain {requirements}, so that the job installs no requirements",
            hint="put the file into source_dir=, and give its name there as requirements=",
        )
    others = _beside(_ARCHIVE_FOLDER, (), trace)
    return packed_code(program, archive, others) if program and others is not None else Delivery()


def _beside(folder: str, found: tuple[Channel, ...], trace: Trace) -> tuple[str, ...] | None:
    """The files that a script finds beside it, and that Spark puts there; ``None`` where nobody knows all of them."""
    request = trace.request or {}
    variables = request.get("Environment")
    if not is_of_sdk(str(image(request))) or (isinstance(variables, Mapping) and "PYTHONPATH" in variables):
        return None
    program = list(map(str, entrypoint(request)))
    modules = program[program.index(_OF_SPARK) + 1] if _OF_SPARK in program[:-1] else ""
    beside: list[str] = []
    for each in found:
        path = str(each.path).rstrip("/")
        if f"{path}/" != f"{folder.rstrip('/')}/" and not _is_below(path, folder) and path not in modules:
            continue
        held = trace.archives.get(each.uri) if isinstance(each.uri, str) else None
        if held is None or not (held.exists or held.below):
            return None
        beside += held.below or (os.path.basename(str(each.uri)),)
    # A packed module is not looked into.
    return None if any(each.endswith((".zip", ".egg", ".whl")) for each in (*beside, modules)) else tuple(beside)


def _archive_at(uri: str, trace: Trace) -> str:
    """The archive that an input names or, as under SDK v3, has below it; empty where it has none."""
    if uri.endswith(_ARCHIVE):
        return uri
    held = trace.archives.get(uri)
    if re.search(r"\.\w+$", uri) or (held is not None and (held.exists or (held.below and _ARCHIVE not in held.below))):
        return ""
    return f"{uri.rstrip('/')}/{_ARCHIVE}"


def _program(given: list[Call], keeps_folder: bool) -> str:
    """The script, as the bootstrap script names it; empty where no call says it."""
    for call in given:
        arguments: Mapping[str, Any] = {name: value.data for name, value in call.arguments.items()}
        code = arguments.get("code")
        if isinstance(code, str) and code and not code.startswith("s3://"):
            is_path = keeps_folder and bool(arguments.get("source_dir"))
            return os.path.normpath(code) if is_path else os.path.basename(code)
    return ""


def _requirements(given: list[Call]) -> str:
    """The file of requirements, as SDK v3's bootstrap script names it; empty where no call says it."""
    for call in given:
        value = call.arguments.get("requirements")
        if value is not None and isinstance(value.data, str) and value.data:
            return os.path.basename(value.data)
    return ""


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
