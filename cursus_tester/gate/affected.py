"""Which builders a change touches: those that depend, before it or after it, on a file that it changes."""

from __future__ import annotations

import os
from collections.abc import Iterable

from cursus_tester.results.subject import Subject
from cursus_tester.settings.settings import Settings, is_named
from cursus_tester.source.imports.graph import ImportGraph
from cursus_tester.source.modules import ImportLocation, read_module, running_location


class Dependencies:
    """What the builders of one revision depend on."""

    def __init__(self, top: str, working_directory: str, settings: Settings) -> None:
        """Read the revision in the folder `top`.

        Args:
            top: Absolute, without links.
            working_directory: Where in it the tool is started; absolute.
            settings: Those of the revision.
        """
        self._top = top
        self._here = working_directory
        self._settings = settings
        self._import_root = os.path.join(working_directory, settings.import_root) if settings.import_root else ""
        self._graph = ImportGraph(top)
        #: By file: a revision does not change.
        self._locations: dict[str, ImportLocation] = {}

    def has_touched(self, changed: Iterable[str], subject: Subject) -> bool:
        """Whether a builder depends on one of the `changed` files and submodules, or names a data file among them."""
        files = self._files(subject)
        shown = {os.path.relpath(file, self._top) for file in files}
        return any(
            path in shown or any(file.startswith(f"{path}/") for file in shown) or self._graph.names_file(files, path)
            for path in changed
        )

    def own_settings(self, subject: Subject) -> tuple[object, ...]:
        """What the settings say of this builder and not of all."""
        names = self._settings.names_of(module=self._location(subject).name, file=subject.file, name=subject.name)
        waivers = tuple(
            (each.rule, each.reason, each.expires) for each in self._settings.waivers if is_named(each.builder, names)
        )
        pipeline = self._settings.pipeline_settings(
            module=self._location(subject).name, file=subject.file, name=subject.name
        )
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

    def _files(self, subject: Subject) -> frozenset[str]:
        """The files that importing and configuring a builder may run. Absolute."""
        roots = tuple(dict.fromkeys((self._location(subject).root, self._here, *self._settings_roots())))
        factory = self._factory(subject).partition(":")[0]
        starts = [subject.file, *(self._graph.locate(factory, roots) if factory else ())]
        return self._graph.closure(starts, roots)

    def _settings_roots(self) -> tuple[str, ...]:
        return tuple(folder for folder in (self._settings.folder, self._import_root) if folder)

    def _factory(self, subject: Subject) -> str:
        return self._settings.config_factory(module=self._location(subject).name, file=subject.file, name=subject.name)

    def _location(self, subject: Subject) -> ImportLocation:
        file = subject.file
        if file not in self._locations:
            self._locations[file] = running_location(read_module(file), self._import_root)
        return self._locations[file]
