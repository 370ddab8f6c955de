"""Properties of steps. The SDK puts together the same tree of some 70 objects for each step of a type (2.257.7)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.sdk.either.workflow import Properties

#: Stand for the step and its name in a tree that is copied.
_STEP = object()
_NAME = "\0name of the step"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """What one object of a tree holds."""

    cls: type
    #: All that it holds, in its order; what is named below differs from copy to copy.
    held: Mapping[str, Any]
    names: tuple[str, ...]
    steps: tuple[str, ...]
    #: Lists and empty dictionaries, which no two objects share.
    own: tuple[tuple[str, Callable[[Any], Any]], ...]
    members: tuple[tuple[str, _Tree], ...]


def copying_trees(construct: Callable[..., None]) -> Callable[..., None]:
    """Let the properties of a step be a copy of those of an earlier step of the same shape."""
    known: dict[tuple[Any, ...], _Tree | None] = {}

    @functools.wraps(construct)
    def construct_copy(
        self: Any,
        step_name: Any,
        path: Any = None,
        shape_name: Any = None,
        shape_names: Any = None,
        service_name: Any = "sagemaker",
        step: Any = None,
    ) -> None:
        given = (path, shape_name, shape_names, service_name)
        is_usual = type(self) is Properties and path is None and isinstance(shape_names, (list, type(None)))
        if not is_usual:
            return construct(self, step_name, *given, step)
        key = (shape_name, tuple(shape_names or ()), shape_names is None, service_name)
        if key not in known:
            sample = object.__new__(Properties)
            construct(sample, _NAME, *given, _STEP)
            known[key] = _tree_of(sample)
        tree = known[key]
        if tree is None:
            return construct(self, step_name, *given, step)
        _fill(self, tree, step_name, step)

    return construct_copy


def _tree_of(sample: Any) -> _Tree | None:
    """What a tree holds; ``None`` where it holds something that nobody knows how to copy."""
    names: list[str] = []
    steps: list[str] = []
    own: list[tuple[str, Callable[[Any], Any]]] = []
    members: list[tuple[str, _Tree]] = []
    for name, value in vars(sample).items():
        if value is _NAME:
            names.append(name)
        elif value is _STEP:
            steps.append(name)
        elif isinstance(value, Properties):
            member = _tree_of(value)
            if member is None:
                return None
            members.append((name, member))
        elif type(value) is list and all(type(each) in (str, type(None)) for each in value):
            own.append((name, list))
        elif type(value) is dict and not value:
            own.append((name, dict))
        elif type(value) not in (str, type(None)):
            return None
    return _Tree(
        cls=type(sample),
        held=dict(vars(sample)),
        names=tuple(names),
        steps=tuple(steps),
        own=tuple(own),
        members=tuple(members),
    )


def _fill(target: Any, tree: _Tree, step_name: Any, step: Any) -> None:
    held = vars(target)
    held.update(tree.held)
    for name in tree.names:
        held[name] = step_name
    for name in tree.steps:
        held[name] = step
    for name, copy in tree.own:
        held[name] = copy(held[name])
    for name, member in tree.members:
        made: Any = object.__new__(member.cls)
        held[name] = made
        _fill(made, member, step_name, step)
