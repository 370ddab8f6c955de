"""PL321: what is read of a script's reports is what the script writes."""

from __future__ import annotations

import ast
import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.build import MADE_UP
from cursus_tester.evidence.definition import DefinedStep, json_gets_in, parameters_in
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import JSON_GET, PROPERTY_FILE
from cursus_tester.source.written_documents import only_document

_FILE = re.compile(r"Steps\.([^.]+)\.PropertyFiles\.(.+)")
_JOIN = "Std:Join"
_OUTPUT = re.compile(r"Steps\.([^.]+)\.ProcessingOutputConfig\.Outputs\['(.+?)'\]\.S3Output\.S3Uri")


@rule("PL321", "report-is-written", severity=Severity.WARNING)
def report_is_written(pipeline: Pipelines) -> Iterator[Finding]:
    """Reads reports by the names that the script gives them.

    What it checks: where a step runs one script that this build uploaded, and the script itself writes a file whose
    name stands in it, the script, or the arguments and environment of the job, name the file of each property file, and
    each JSON file below an output of it that another step names. Where the script writes one dictionary only, which
    stands in it, it has the keys that a `JsonGet` reads.

    Why: the SDK (2.257.7) takes any name and path. The pipeline fails at the condition, after the training, or it
    registers a model with metrics that are not there.

    How to fix: use the name and the keys that the script writes.
    """
    looked = False
    for defined in pipeline.compiled():
        for step in defined.steps:
            for writer, file, what in _files_named(defined, step):
                text = _script_of(defined, writer)
                if text is None:
                    continue
                looked = True
                if not _may_write(defined, writer, text, file):
                    yield _finding(defined, step, f"{what} {file}, which the script of {writer.name} does not name")
            for writer, path in _paths_read(defined, step):
                text = _script_of(defined, writer)
                missing = _missing_key(text, path) if text is not None else None
                if missing is not None:
                    said = f"its {JSON_GET} reads {path!r}, and the report that {writer.name} writes has no {missing!r}"
                    yield _finding(defined, step, said)
    if not looked:
        raise NotApplicable("no step reads a report of a script that this build uploaded")


def _may_write(defined: Defined, writer: DefinedStep, text: str, file: str) -> bool:
    """Whether a script, or what it is called with, names a file, or may put its name together, or none is known."""
    given = _given(defined, writer)
    if given is None or _WRITES.search(text) is None:
        return True
    said, end = text + given, re.escape(os.path.splitext(file)[1])
    # A name that is put together: f"{split}_report.json", "%s.json", name + ".json".
    ends = re.findall(rf"(?:[}}]|%\w|\+\s*['\"]|['\"](?={end}))([\w.-]*{end})\b", said)
    return (
        re.search(rf"[\w.-]+{end}\b", text) is None
        or re.search(rf"(?<![\w.-]){re.escape(file)}\b", said) is not None
        or any(file.endswith(each) for each in ends)
    )


def _given(defined: Defined, writer: DefinedStep) -> str | None:
    """What a script is called with, with the defaults of the parameters in it; ``None`` where one has none."""
    called_with = [writer.arguments.get(name) for name in ("AppSpecification", "Environment")]
    declared = (defined.pipeline.definition or {}).get("Parameters") or ()
    defaults = {each.get("Name"): each.get("DefaultValue") for each in declared if isinstance(each, Mapping)}
    values = [defaults.get(name) for name in parameters_in(called_with)]
    return None if None in values else json.dumps([called_with, values], default=str)


#: How a script writes a file by itself.
_WRITES = re.compile(r"\bdump\(|\bdumps\(|\.write\(|\.write_text\(|\.to_json\(")


def _finding(defined: Defined, step: DefinedStep, said: str) -> Finding:
    return Finding(
        message=f"{step.name}: {said}",
        hint="use the name that the script writes",
        place=defined.place_of(step.name),
        scenario=PLAIN_SCENARIO,
    )


def _script_of(defined: Defined, step: DefinedStep) -> str | None:
    """The text of the only script that a processing job runs; ``None`` where there is none, or one that is made up."""
    texts = []
    for each in step.arguments.get("ProcessingInputs") or ():
        uri = (each.get("S3Input") or {}).get("S3Uri") if isinstance(each, Mapping) else None
        archive = defined.pipeline.archives.get(uri) if isinstance(uri, str) else None
        if archive is not None and archive.uploaded:
            texts.append(archive.text)
    known = [each for each in texts if each]
    # Other files that are uploaded may hold what the script writes.
    is_one = len(texts) == 1 and len(known) == 1 and MADE_UP not in known[0]
    return known[0] if is_one and _does_something(known[0]) else None


def _does_something(text: str) -> bool:
    """Whether a script is more than a place for one."""
    try:
        return any(isinstance(each, ast.Call) for each in ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):
        return True


def _files_named(defined: Defined, step: DefinedStep) -> Iterator[tuple[DefinedStep, str, str]]:
    """The reports that a step names: who writes them, the file's name, and what names it."""
    for each in step.entry.get("PropertyFiles") or ():
        path = each.get("FilePath")
        if isinstance(path, str) and path:
            yield step, os.path.basename(path), f"the {PROPERTY_FILE} {each.get('PropertyFileName')!r} is"
    for values in _joined(step.own_entry):
        for before, name in itertools.pairwise(values):
            match = _OUTPUT.fullmatch(str(before.get("Get", ""))) if isinstance(before, Mapping) else None
            writer = defined.step(match[1]) if match is not None else None
            if writer is not None and isinstance(name, str) and name.endswith(".json"):
                yield writer, os.path.basename(name), "it reads"


def _joined(value: Any) -> Iterator[list[Any]]:
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Mapping):
            found = each.get(_JOIN)
            if isinstance(found, Mapping) and isinstance(found.get("Values"), list):
                yield found["Values"]
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)


def _paths_read(defined: Defined, step: DefinedStep) -> Iterator[tuple[DefinedStep, str]]:
    for each in json_gets_in(step.own_entry):
        file, path = each.get(PROPERTY_FILE), each.get("Path")
        match = _FILE.fullmatch(str(file.get("Get", ""))) if isinstance(file, Mapping) else None
        writer = defined.step(match[1]) if match is not None else None
        if writer is not None and isinstance(path, str) and path:
            yield writer, path


def _missing_key(text: str, path: str) -> str | None:
    """The key of a path that the only dictionary that a script writes does not have; ``None`` where nobody knows."""
    try:
        here = only_document(ast.parse(text))
    except (SyntaxError, ValueError):
        return None
    # Keys with other signs in them are read in more ways than one.
    if here is None or not re.fullmatch(r"(?:\$\.)?[\w.-]+", path):
        return None
    for key in path.removeprefix("$.").split("."):
        if not isinstance(here, ast.Dict) or key.isdecimal():
            return None
        names = [each.value if isinstance(each, ast.Constant) else None for each in here.keys]
        if not all(isinstance(each, str) for each in names):
            return None
        if key not in names:
            return key
        here = here.values[names.index(key)]
    return None
