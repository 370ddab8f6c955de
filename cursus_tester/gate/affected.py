"""Which builders a change touches: those that depend, before it or after it, on a file that it changes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

from cursus_tester.results.subject import Subject
from cursus_tester.settings.settings import Settings, is_named
from cursus_tester.source.imports.graph import ImportGraph, ImportReader
from cursus_tester.source.imports.statements import Imports
from cursus_tester.source.modules import ImportLocation, running_location_of


class Dependencies:
    """What the builders of one revision depend on."""

    def __init__(self, top: str, working_directory: str, settings: Settings, reader: ImportReader) -> None:
        """Read the revision in the folder `top`.

        Args:
            top: Absolute, without links.
            working_directory: Where in it the tool is started; absolute.
            settings: Those of the revision.
            reader: Reads imports; shared with the other revision, it reads what differs.
        """
        self._top = top
        self._here = working_directory
        self._settings = settings
        self._import_root = os.path.join(working_directory, settings.import_root) if settings.import_root else ""
        self._graph = ImportGraph(top, reader)
        #: By file: a revision does not change.
        self._locations: dict[str, ImportLocation] = {}

    def touched(self, changed: Collection[str], subjects: Iterable[Subject]) -> frozenset[str]:
        """The ids of the builders that depend on one of the `changed` files and submodules, or name one as data.

        Args:
            changed: Relative to the top.
            subjects: The builders.
        """
        names = frozenset(map(os.path.basename, changed))
        inside = tuple(f"{path}/" for path in changed)

        def is_changed(file: str, imports: Imports) -> bool:
            path = file.removeprefix(os.path.join(self._top, ""))
            return path in changed or path.startswith(inside) or imports.names_any(names)

        by_roots: dict[tuple[str, ...], dict[str, list[str]]] = {}
        for subject in subjects:
            roots = tuple(dict.fromkeys((self._location(subject).root, self._here, *self._settings_roots())))
            by_roots.setdefault(roots, {})[subject.id] = self._starts(subject, roots)
        found = set[str]()
        for roots, starts in by_roots.items():
            leading = self._graph.leading_to(is_changed, (file for files in starts.values() for file in files), roots)
            found.update(id for id, files in starts.items() if not leading.isdisjoint(files))
        return frozenset(found)

    def own_settings(self, subject: Subject) -> tuple[object, ...]:
        """What the settings say of this builder and not of all."""
        about = {"module": self._location(subject).name, "file": subject.file, "name": subject.name}
        names = self._settings.names_of(**about) if self._settings.waivers else ()
        waivers = tuple(
            (each.rule, each.reason, each.expires) for each in self._settings.waivers if is_named(each.builder, names)
        )
        pipeline = self._settings.pipeline_settings(**about)
        return self._factory(subject), pipeline, waivers

    def whereabouts(self, subject: Subject) -> tuple[str, str]:
        """A builder's file, and the folder that it is imported from; both relative to the top."""
        return os.path.relpath(subject.file, self._top), os.path.relpath(self._location(subject).root, self._top)

    def imports_of(self, file: str, root: str, name: str) -> list[tuple[str, int]]:
        """Who imports a class from where it no longer is: file and line, sorted.

        Args:
            file: The former file, which may be gone.
            root: The folder that it was imported from.
            name: The class. All paths are relative to the top.
        """
        place, above = os.path.join(self._top, file), os.path.normpath(os.path.join(self._top, root))
        roots = {self._here, self._top, *self._settings_roots()}
        if above != os.path.dirname(place):
            # From anywhere else, a file in no package may be meant only by those beside it.
            roots.add(above)
        found = self._graph.importers(place, name, sorted(roots))
        return [(os.path.relpath(importer, self._top), line) for importer, line in found]

    def _starts(self, subject: Subject, roots: tuple[str, ...]) -> list[str]:
        """The files that importing and configuring a builder begins with. Absolute."""
        factory = self._factory(subject).partition(":")[0]
        starts = [subject.file, *(self._graph.locate(factory, roots) if factory else ())]
        return list(map(os.path.normpath, starts))

    def _settings_roots(self) -> tuple[str, ...]:
        return tuple(folder for folder in (self._settings.folder, self._import_root) if folder)

    def _factory(self, subject: Subject) -> str:
        return self._settings.config_factory(module=self._location(subject).name, file=subject.file, name=subject.name)

    def _location(self, subject: Subject) -> ImportLocation:
        file = subject.file
        if file not in self._locations:
            self._locations[file] = running_location_of(file, self._import_root)
        return self._locations[file]
