"""Watch what the team's code reads of its process, and what it changes there and does not restore."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from cursus_tester.evidence.trace import EVERY_VARIABLE, Breach, BreachKind
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.recorder import Recording
from cursus_tester.results.subject import Place
from cursus_tester.sandbox import guard
from cursus_tester.sandbox.environment import undecoded
from cursus_tester.sandbox.patches import Patches

#: Modules of Python that read or change the environment and the working directory for their caller.
_ON_BEHALF = frozenset(
    {
        "collections.abc",
        "contextlib",
        "getpass",
        "os",
        "pathlib",
        "pathlib._local",
        "posixpath",
        __name__,
        guard.__name__,
    }
)
#: The most names of variables in a message.
_MOST_SHOWN = 3


@dataclass(slots=True)
class ProcessWatch:
    """What the team's code did with its process so far."""

    #: The variables that it read, each with the first place. Those that the settings give are left out.
    reads: dict[str, Place] = field(default_factory=dict)
    #: The variables that it set or deleted, and the last place where it changed the working directory.
    writes: dict[str, Place] = field(default_factory=dict)
    moved: Place | None = None

    @property
    def own_reads(self) -> dict[str, Place]:
        """The variables that it read, but those that it also changed: whoever restores a variable reads it first."""
        return {name: place for name, place in self.reads.items() if name not in self.writes}


@contextmanager
def watching_process(record: Recording, given: Collection[str]) -> Iterator[ProcessWatch]:
    """Watch the process until the block ends; what was changed then and not restored is a breach of `record`.

    Args:
        record: The current recording.
        given: The variables that the settings give to builders.
    """
    watch, team_code = ProcessWatch(), record.team_code
    folder, before = _folder(), undecoded()

    def note(places: dict[str, Place], name: object) -> None:
        if isinstance(name, str) and name not in given and name not in places:
            place = _place_of_team(team_code)
            if place is not None:
                places[name] = place

    def note_move(*_: object) -> None:
        watch.moved = _place_of_team(team_code) or watch.moved

    accesses: dict[str, Callable[..., None]] = {
        "__getitem__": lambda name, *_: note(watch.reads, name),
        "__iter__": lambda: note(watch.reads, EVERY_VARIABLE),
        "__setitem__": lambda name, *_: note(watch.writes, name),
        "__delitem__": lambda name, *_: note(watch.writes, name),
    }
    try:
        with _noting_accesses(accesses), guard.noting((guard.MOVING,), note_move):
            yield watch
    finally:
        record.breaches += _left_changed(watch, record, folder, before)


@contextmanager
def _noting_accesses(noters: Mapping[str, Callable[..., None]]) -> Iterator[None]:
    """Call a noter before each access of ``os.environ`` by the method of its name."""
    patches, cls = Patches(), type(os.environ)
    for method, noter in noters.items():
        patches.replace(cls, method, _noting(getattr(cls, method), noter))
    try:
        yield
    finally:
        patches.undo()


def _noting(original: Callable[..., Any], noter: Callable[..., None]) -> Callable[..., Any]:
    def access(environment: Any, *arguments: Any) -> Any:
        noter(*arguments)
        return original(environment, *arguments)

    return access


def _place_of_team(team_code: TeamCode) -> Place | None:
    """The running line, where it is the team's own or a module of Python that runs on behalf of it."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_globals.get("__name__") in _ON_BEHALF:
        frame = frame.f_back
    return team_code.place(frame) if frame is not None and team_code.holds(frame.f_code.co_filename) else None


def _left_changed(watch: ProcessWatch, record: Recording, folder: str, held: Mapping[Any, Any]) -> Iterator[Breach]:
    if watch.moved is not None and _folder() != folder:
        yield _breach("changing the working directory", record, watch.moved)
    names: dict[Place, list[str]] = {}
    before = {os.fsdecode(name): os.fsdecode(value) for name, value in held.items()} if watch.writes else {}
    for name, place in watch.writes.items():
        if os.environ.get(name) != before.get(name):
            names.setdefault(place, []).append(name)
    for place, changed in names.items():
        shown = ", ".join(sorted(changed)[:_MOST_SHOWN]) + (", …" if len(changed) > _MOST_SHOWN else "")
        yield _breach(f"changing the environment variable {shown}", record, place)


def _breach(what: str, record: Recording, place: Place) -> Breach:
    return Breach(kind=BreachKind.PROCESS, what=what, stage=record.stage, place=place)


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # It was removed.
        return ""
