"""Compare two compiled definitions step by step and member by member. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cursus_tester.evidence.stamps import hide_generated
from cursus_tester.results.migration import BRANCH, Aspect, Compiled, Difference, Judgement, Migration
from cursus_tester.sdk.migration_facts import REPACK_ADDED, REPACK_GONE, is_repack, judgement_of

Step = Mapping[str, Any]

#: The members by which the elements of lists are known.
_NAMING = ("ChannelName", "InputName", "OutputName", "ContainerHostname", "PropertyFileName")
#: The name of the step in a reference, in JSON.
_STEP_REFERENCE = re.compile(r'(?<="Steps\.)[^."\[]+')
#: What ends the places that v3 uploads code to (sagemaker-core 2.27.0): 20261130171611.
_COMPACT_TIME = re.compile(r"(?<=-)20\d{12}(?=/)")


def compare(old: Compiled, new: Compiled) -> Migration:
    """Where two compiled definitions differ: steps are matched by type and order, repack steps among themselves."""
    pairs = tuple(_pairs(old.steps, new.steps))
    renamed = {str(two["Name"]): str(one["Name"]) for one, two in pairs if one is not None and two is not None}
    found = [*_parameters(old.parameters, new.parameters)]
    for one, two in pairs:
        found += _differences_of(one, two, renamed)
    return Migration(
        old=old,
        new=new,
        pairs=tuple(
            (str(one["Name"]) if one is not None else None, str(two["Name"]) if two is not None else None)
            for one, two in pairs
        ),
        differences=tuple(sorted(found, key=lambda each: not each.judgement.matters)),
    )


def _pairs(old: Sequence[Step], new: Sequence[Step]) -> Iterator[tuple[Step | None, Step | None]]:
    """The steps that belong together, in the order of the old definition; then those that only the new one has."""
    waiting: dict[tuple[str, bool], list[Step]] = {}
    for step in new:
        waiting.setdefault(_kind(step), []).append(step)
    for step in old:
        alike = waiting.get(_kind(step))
        yield step, alike.pop(0) if alike else None
    left = [id(each) for steps in waiting.values() for each in steps]
    yield from ((None, step) for step in new if id(step) in left)


def _kind(step: Step) -> tuple[str, bool]:
    return str(step.get("Type")), is_repack(step)


def _differences_of(one: Step | None, two: Step | None, renamed: Mapping[str, str]) -> Iterator[Difference]:
    there = one if one is not None else two
    assert there is not None
    name, type = str(there["Name"]), str(there.get("Type"))
    if one is None or two is None:
        repack = is_repack(there)
        judgement = (
            (REPACK_ADDED if one is None else REPACK_GONE)
            if repack
            else Judgement(
                aspect=Aspect.STEP, matters=True, says="" if one is None else "no new step of this type is left"
            )
        )
        old, new = (str(one["Name"]) if one else None), (str(two["Name"]) if two else None)
        yield Difference(step=name, type=type, path="", old=old, new=new, judgement=judgement)
        return
    before, after = dict(_members(_plain(one))), dict(_members(_plain(_renamed(two, renamed))))
    after["Name"] = str(two["Name"])
    for path in dict.fromkeys((*before, *after)):
        old, new = before.get(path), after.get(path)
        if old != new and not _is_within_absent(path, before, after):
            judgement = judgement_of(path, old, new, is_repack=is_repack(one))
            yield Difference(step=name, type=type, path=path, old=old, new=new, judgement=judgement)


def _is_within_absent(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the element of a list that holds the member is told as a whole, since only one side has it."""
    return any((whole in before) != (whole in after) for whole in _elements(path) if whole != path)


def _elements(path: str) -> Iterator[str]:
    return (path[: match.end()] for match in re.finditer(r"\]", path))


def _renamed(step: Step, renamed: Mapping[str, str]) -> Step:
    """The step with the old names of the steps that it refers to."""
    text = _STEP_REFERENCE.sub(lambda match: renamed.get(match[0], match[0]), json.dumps(step))
    found: dict[str, Any] = json.loads(text)
    if isinstance(found.get("DependsOn"), list):
        found["DependsOn"] = [renamed.get(each, each) for each in found["DependsOn"]]
    if isinstance(found.get(BRANCH), str):
        conditions = (each.partition(".") for each in found[BRANCH].split("/"))
        found[BRANCH] = "/".join(f"{renamed.get(name, name)}.{kind}" for name, _, kind in conditions)
    return found


def _plain(step: Step) -> Step:
    """The step without what is another in each build: times, generated names, places of uploaded code."""
    found: dict[str, Any] = json.loads(_COMPACT_TIME.sub("<stamp>", hide_generated(json.dumps(step))))
    if isinstance(found.get("DependsOn"), list):
        found["DependsOn"] = sorted(map(str, found["DependsOn"]))
    return found


def _members(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each leaf of a document with its path; named elements of lists also as a whole."""
    value = _simplified(value)
    if isinstance(value, Mapping) and value and not _is_expression(value):
        for key, inner in value.items():
            yield from _members(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and all(_name(each) is not None for each in value):
        for each in value:
            place = f"{path}[{_name(each)}]"
            yield place, _WHOLE
            yield from _members(each, place)
    elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        for index, each in enumerate(value):
            yield from _members(each, f"{path}[{index}]")
    elif value not in ({}, [], None):
        yield path, value


#: Stands for an element whose members are compared one by one.
_WHOLE = "present"


def _name(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return None
    return next((str(value[each]) for each in _NAMING if isinstance(value.get(each), str)), None)


def _is_expression(value: Mapping[str, Any]) -> bool:
    """Whether it is a value that is known when the pipeline runs."""
    return len(value) == 1 and (isinstance(value.get("Get"), str) or next(iter(value)).startswith("Std:"))


def _simplified(value: Any) -> Any:
    """A join of one value is that value."""
    join = value.get("Std:Join") if isinstance(value, Mapping) and len(value) == 1 else None
    if isinstance(join, Mapping) and isinstance(join.get("Values"), list) and len(join["Values"]) == 1:
        return join["Values"][0]
    return value


def _parameters(old: Iterable[Step], new: Iterable[Step]) -> Iterator[Difference]:
    before, after = ({str(each.get("Name")): each for each in side} for side in (old, new))
    for name in dict.fromkeys((*before, *after)):
        one, two = before.get(name), after.get(name)
        if one != two:
            yield Difference(
                step="",
                type="",
                path=f"Parameters[{name}]",
                old=one,
                new=two,
                judgement=Judgement(aspect=Aspect.PARAMETER, matters=True),
            )
