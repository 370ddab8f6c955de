"""The step of the builder in a compiled pipeline definition, and the archives that it names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

# Imported by name, so that a builder that replaces them changes nothing here.
from json import dumps
from typing import Any

from cursus_tester.evidence.trace import (
    Archive,
)
from cursus_tester.observation.local_modules import code_folders, imported_by, searching
from cursus_tester.observation.script_arguments import options_of
from cursus_tester.probe.account import Account
from cursus_tester.probe.recorder import Recording

_S3_URI = re.compile(r"s3://[^\s\"'\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledStep:
    """A step in a compiled definition."""

    #: Its ``Arguments``; ``None`` where the definition has no such step.
    request: Mapping[str, Any] | None = None
    #: Its entry without the arguments.
    entry: Mapping[str, Any] | None = None
    #: All steps of the definition. Steps that the builder added, such as the SDK's repack step, keep their arguments.
    steps: tuple[Mapping[str, Any], ...] = ()


def compiled_step(
    definition: Mapping[str, Any], members: tuple[Any, ...], type_name: str, given_steps: frozenset[str] | set[str]
) -> CompiledStep:
    """The step that a builder returned, as it is compiled.

    Args:
        definition: The pipeline's definition.
        members: The steps that the builder returned: several of a collection, of which one is of its type.
        type_name: The ``Type`` of its step in the definition.
        given_steps: Names of the steps that the builder was given.
    """
    held = {each.name for each in members}
    names = held & {each["Name"] for each in definition["Steps"] if each["Type"] == type_name} or held
    request, step = None, None
    for entry in definition["Steps"]:
        if entry["Type"] == type_name and entry["Name"] in names:
            request, step = entry["Arguments"], _without_arguments(entry)
    return CompiledStep(
        request=request,
        entry=step,
        steps=tuple(
            entry if entry["Name"] not in names | given_steps else _without_arguments(entry)
            for entry in definition["Steps"]
        ),
    )


def _without_arguments(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "Arguments"}


def archives_in(documents: object, account: Account, record: Recording) -> dict[str, Archive]:
    """What is at each ``s3://`` URI in compiled documents, and at each archive that was uploaded below one."""
    named = set(_S3_URI.findall(dumps(documents)))
    folders = tuple(f"{uri.rstrip('/')}/" for uri in named)
    below = {uri for uri in record.uploads if uri.endswith(".tar.gz") and uri.startswith(folders)}
    found = {uri: account.look_up(uri, record.uploads) for uri in sorted(named | below)}
    bounds = record.team_code.bounds
    folders = code_folders(record.calls, bounds)
    for uri, each in found.items() if folders else ():
        if each.uploaded and each.is_known:
            files = account.files_at(uri)
            found[uri] = dataclasses.replace(
                each,
                imports=imported_by(files.texts, folders, bounds),
                searching=searching(files.texts),
                options={name: known for name, text in files.texts.items() if (known := options_of(text)) is not None},
                replaced=files.replaced,
            )
    return found
