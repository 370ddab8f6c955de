"""Take snapshots of what a builder gets, to find what it changes.

A snapshot holds keys, elements and identities of containers and of the team's own objects. It does not look into SDK
objects, which builders may change. Nothing here calls a method of the builder.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cursus_tester.observation.describe import ancestors, qualified_name
from cursus_tester.sdk.names import PREFIX

_MAX_DEPTH = 8
_PLAIN = (str, int, float, bool, bytes, type(None))
#: Found in a set at once, where ``isinstance`` goes through the classes one by one.
_PLAIN_TYPES = frozenset(_PLAIN)
#: What is seen of a plain value: its type and itself. Of another one: its identity, the labels of its members, and what
#: is seen of these.
_Node = tuple[str, object] | tuple[int, tuple[str, ...], tuple[Any, ...]]
#: Begins the label of a member that is no attribute and no item under a text.
_AS_IS = "\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Class:
    """What is known of a class."""

    cls: type
    #: Whether its objects are not looked into.
    is_foreign: bool
    #: Attributes that are created when they are read.
    computed: frozenset[str]
    #: Its public slots with their descriptors.
    slots: tuple[tuple[str, Any], ...]
    #: The labels of attributes that were looked at so far; empty for those that are not shown.
    labels: dict[str, str]

    def label(self, name: str) -> str:
        """The label of an attribute; empty where it is not looked at."""
        known = self.labels.get(name)
        if known is None:
            is_shown = not name.startswith("_") and name not in self.computed
            known = self.labels[name] = f"{_AS_IS}.{name}" if is_shown else ""
        return known


#: By the ``id`` of a class, which a class of the team's own need not be able to hash.
_known: dict[int, _Class] = {}


class Snapshot:
    """The state of one value before the builder got it."""

    def __init__(self, name: str, value: object) -> None:
        """Remember `value`, which messages call `name`."""
        self._value = value
        #: Keeps every remembered object alive, so that an ``id`` is never reused.
        self._kept: list[object] = []
        self._name = name
        self._before = self._look(value, [])

    def changes(self) -> Iterator[str]:
        """Describe each difference in a sentence."""
        now = self._look(self._value, [])
        if now == self._before:
            return
        before, after = dict(_flat(self._name, self._before)), dict(_flat(self._name, now))
        replaced: tuple[str, ...] = ()
        for path, (identity, names) in before.items():
            if path not in after or path.startswith(replaced):
                continue
            identity_now, names_now = after[path]
            if identity_now != identity:
                replaced += (path,)
                plain = isinstance(identity, tuple) and isinstance(identity_now, tuple)
                shown = f"is {identity_now[1]!r} and was {identity[1]!r}" if plain else "is another object than before"
                yield f"{path} {shown}"
                continue
            if names_now == names:
                continue
            added = [each for each in names_now if each not in names]
            removed = [each for each in names if each not in names_now]
            if added:
                yield f"{path} has gained {', '.join(added)}"
            if removed:
                yield f"{path} has lost {', '.join(removed)}"
            if not (added or removed):
                yield f"the elements of {path} have changed order"

    def _look(self, value: object, around: list[int]) -> _Node:
        if isinstance(value, _PLAIN):
            return type(value).__name__, value
        self._kept.append(value)
        identity = id(value)
        if len(around) >= _MAX_DEPTH or identity in around:
            return identity, (), ()
        members = _members(value)
        around.append(identity)
        seen = tuple(
            [
                (type(member).__name__, member) if type(member) in _PLAIN_TYPES else self._look(member, around)
                for member in members.values()
            ]
        )
        around.pop()
        return identity, tuple(members), seen


def _flat(path: str, node: _Node) -> Iterator[tuple[str, tuple[Any, tuple[str, ...]]]]:
    """Every container and value by path: its identity, or its content if it is plain, and its members."""
    if len(node) == 2:
        yield path, (node, ())
        return
    identity, labels, seen = node
    shown = tuple(_written(label) for label in labels)
    yield path, (identity, shown)
    for label, member in zip(shown, seen, strict=True):
        yield from _flat(path + label, member)


def _members(value: object) -> Mapping[str, object]:
    """What a value holds, by label."""
    if isinstance(value, (dict, MappingProxyType)):
        items = value.items() if isinstance(value, MappingProxyType) else dict.items(value)
        return {key if type(key) is str else f"{_AS_IS}[{_shown(key)}]": each for key, each in tuple(items)}
    if isinstance(value, (list, tuple)):
        return {f"{_AS_IS}[{index}]": each for index, each in enumerate(tuple(value))}
    if isinstance(value, (set, frozenset)):
        return {f"{_AS_IS}[{text}]": None for text in sorted(_shown(each) for each in tuple(value))}
    known = _known.get(id(type(value))) or _learn(type(value))
    return {} if known.is_foreign else _attributes(value, known)


def _written(label: str) -> str:
    """What is written behind a value to get one of its members."""
    return label[len(_AS_IS) :] if label.startswith(_AS_IS) else f"[{label!r}]"


def _learn(cls: type) -> _Class:
    return _known.setdefault(
        id(cls),
        _Class(
            cls=cls, is_foreign=_is_foreign(cls), computed=_computed_names(cls), slots=tuple(_slots(cls)), labels={}
        ),
    )


def _attributes(value: object, known: _Class) -> dict[str, object]:
    """The public attributes that `value` itself holds. Private ones are its own affair, caches above all."""
    held = dict(getattr(value, "__dict__", {}))
    found = {label: each for name, each in held.items() if (label := known.label(name))}
    for name, member in known.slots:
        try:
            found[f"{_AS_IS}.{name}"] = member.__get__(value)
        except AttributeError:
            continue
    return found


def _slots(cls: type) -> Iterator[tuple[str, Any]]:
    """The public slots of a class with their descriptors, those of its bases last."""
    computed = _computed_names(cls)
    for each in cls.__mro__:
        slots = each.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            member: Any = each.__dict__.get(name)
            is_slot = type(member).__name__ == "member_descriptor"
            if is_slot and not name.startswith("_") and name not in computed:
                yield name, member


def _computed_names(cls: type) -> frozenset[str]:
    """Attributes that are created when they are read."""
    return frozenset(
        name
        for each in cls.__mro__
        for name, value in vars(each).items()
        if isinstance(value, functools.cached_property)
    )


def _is_foreign(cls: type) -> bool:
    """Whether objects of `cls` are not looked into: the SDK's, Python's own, classes and functions."""
    names = (qualified_name(cls), *ancestors(cls))
    return cls.__module__ == "builtins" or any(name.startswith((PREFIX, "boto", "enum.", "pathlib.")) for name in names)


def _shown(key: object) -> str:
    return repr(key) if isinstance(key, _PLAIN) else f"<{qualified_name(type(key))}>"
