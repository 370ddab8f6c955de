"""Read a compiled pipeline definition: its steps, also those of branches, and what refers to what."""

from __future__ import annotations

import graphlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: The lists of a condition's branches, and that of what a loop repeats (mlops 1.27.0).
LOOP_BODY = "ForEachBody"
_BRANCHES = ("IfSteps", "ElseSteps", LOOP_BODY)
_REFERENCE = re.compile(r"Steps\.([^.\[\]]+)(.*)", re.DOTALL)
_PARAMETER = re.compile(r"Parameters\.(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinedStep:
    """One step of a definition."""

    name: str
    #: Such as ``Processing``.
    type: str
    #: Its arguments; of a condition or loop without the steps in it.
    arguments: Mapping[str, Any]
    #: Its entry in the definition.
    entry: Mapping[str, Any]
    #: The branches and loops that it is in, outermost first: (condition, ``IfSteps`` or ``ElseSteps``), or (loop,
    #: ``ForEachBody``).
    branch: tuple[tuple[str, str], ...] = ()

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The names of the steps that it is said to come behind."""
        return tuple(each for each in self.entry.get("DependsOn") or () if isinstance(each, str))

    @property
    def own_entry(self) -> Mapping[str, Any]:
        """Its entry, of a condition or loop without the steps in it."""
        return {**self.entry, "Arguments": self.arguments}

    @property
    def references(self) -> tuple[Reference, ...]:
        """What of other steps it uses."""
        return tuple(references_in(self.own_entry))

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of the steps that it comes behind, said or because it uses something of them; each once."""
        return tuple(dict.fromkeys((*self.depends_on, *(each.step for each in self.references))))

    @property
    def is_cached(self) -> bool:
        """Whether it asks for the results of an earlier run."""
        switches = (value.get("Enabled") for value in self.entry.values() if isinstance(value, Mapping))
        return any(switch is True for switch in switches)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The use of a value that another step has when the pipeline runs."""

    step: str
    #: What stands behind the step's name, such as ``ModelArtifacts.S3ModelArtifacts``; empty: nothing.
    path: str
    #: Where it stands in the step that uses it: keys and indices.
    where: tuple[str | int, ...] = ()


def steps_in(definition: Mapping[str, Any]) -> tuple[DefinedStep, ...]:
    """All steps of a definition, those of branches behind their condition."""
    return tuple(_steps(definition.get("Steps") or (), ()))


def _steps(entries: Any, branch: tuple[tuple[str, str], ...]) -> Iterator[DefinedStep]:
    for entry in entries:
        arguments = entry.get("Arguments") or {}
        name, type = str(entry.get("Name", "")), str(entry.get("Type", ""))
        inner = {key: arguments[key] or () for key in _BRANCHES if isinstance(arguments.get(key), list)}
        own = {key: value for key, value in arguments.items() if key not in inner}
        yield DefinedStep(name=name, type=type, arguments=own, entry=entry, branch=branch)
        for key, steps in inner.items():
            yield from _steps(steps, (*branch, (name, key)))


def may_have_circle(definition: Mapping[str, Any]) -> bool:
    """Whether steps may wait for each other in a circle; of names that are no step's nobody knows whom they mean."""
    steps = steps_in(definition)
    names = {step.name for step in steps}
    waits: dict[str, set[str]] = {}
    for step in steps:
        needed = {*step.needs, *(condition for condition, _ in step.branch)}
        if not needed <= names:
            return True
        waits.setdefault(step.name, set()).update(needed)
    try:
        graphlib.TopologicalSorter(waits).prepare()
    except graphlib.CycleError:
        return True
    return False


def gets_in(value: Any) -> tuple[str, ...]:
    """What each ``Get`` of a document names, whatever that is."""
    return tuple(each for each, _ in _gets(value, ()))


def references_in(value: Any, where: tuple[str | int, ...] = ()) -> Iterator[Reference]:
    """The uses of other steps' values in a document."""
    for each, place in _gets(value, where):
        match = _REFERENCE.fullmatch(each)
        if match is not None:
            yield Reference(step=match[1], path=match[2].removeprefix("."), where=place)


def parameters_in(value: Any) -> Iterator[str]:
    """The names of the parameters that a document uses."""
    for each, _ in _gets(value, ()):
        match = _PARAMETER.fullmatch(each)
        if match is not None:
            yield match[1]


def _gets(value: Any, where: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    pending: list[tuple[Any, tuple[str | int, ...]]] = [(value, where)]
    while pending:
        each, place = pending.pop()
        if isinstance(each, Mapping):
            if len(each) == 1 and isinstance(each.get("Get"), str):
                yield each["Get"], place
            else:
                pending.extend((inner, (*place, key)) for key, inner in reversed(tuple(each.items())))
        elif isinstance(each, list):
            pending.extend((inner, (*place, index)) for index, inner in reversed(tuple(enumerate(each))))


def json_gets_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """What stands in each ``Std:JsonGet`` of a document."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Mapping):
            found = each.get("Std:JsonGet")
            if isinstance(found, Mapping):
                yield found
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
