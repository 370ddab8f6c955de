"""What a run covered. Only inside its coverage a waiver that waives nothing is known to be unused."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cursus_tester.results.subject import Subject
from cursus_tester.settings.settings import Settings, is_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The builders that were found, the rules that were run, and the paths that were searched."""

    #: The builders that were found, checked or not.
    subjects: tuple[Subject, ...] = ()
    #: What settings call each of them, by id.
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The rules that were run.
    rules: frozenset[str] = frozenset()
    #: Those of them that had all the evidence they ask for.
    fully_judged: frozenset[str] = frozenset()
    #: Files and folders that were searched, from the settings' folder, with ``/``.
    searched: tuple[str, ...] = ()
    #: Whether everything was searched that the settings say.
    is_complete: bool = False
    #: Folders that modules are imported from, as `searched`.
    import_roots: tuple[str, ...] = ()

    def covers(self, pattern: str) -> bool:
        """Whether every builder that `pattern` of the settings can mean would have been found."""
        module_names = [name for subject in self.subjects if not subject.name for name in self.names[subject.id]]
        if is_named(f"{pattern.rpartition(':')[0]}:", module_names):
            # It may be in a module that does not parse.
            return False
        if self.is_complete:
            return True
        path, is_path, _ = pattern.partition("::")
        if is_path:
            return self.was_searched(literal_part(path))
        module = pattern.partition(":")[0]
        if literal_part(module) != module:
            return False
        file = module.replace(".", "/")
        return any(self.was_searched(f"{root}/{file}.py".removeprefix("./")) for root in self.import_roots)

    def meant(self, pattern: str) -> list[Subject]:
        """The builders that `pattern` of the settings means."""
        return [subject for subject in self.subjects if is_named(pattern, self.names[subject.id])]

    def was_searched(self, path: str) -> bool:
        """Whether a path, from the settings' folder, is one of those that were searched or below one."""
        return any(path == each or path.startswith(f"{each}/") or _is_all(each, path) for each in self.searched)


def unused_keys(settings: Settings, coverage: Coverage) -> Iterator[str]:
    """What the settings say of builders that are not there, though they were looked for: one message each."""
    for table in ("configs", "sessions", "pipelines"):
        for key in getattr(settings, table):
            if coverage.meant(key) or not coverage.covers(key):
                continue
            names = sorted({name for of_one in coverage.names.values() for name in of_one})
            close = difflib.get_close_matches(key, names, n=1)
            meant = f"did you mean {close[0]}?" if close else "correct its name, or remove it"
            yield f"{settings.origins[table]}: {table}: there is no builder {key}; {meant}"


def _is_all(folder: str, path: str) -> bool:
    return folder == "." and not path.startswith("../")


def literal_part(pattern: str) -> str:
    """What every path that fits begins with: the pattern itself, or the folder before its first wildcard."""
    first = min((pattern.index(each) for each in "*?[" if each in pattern), default=None)
    return pattern if first is None else pattern[:first].rpartition("/")[0] or "."
