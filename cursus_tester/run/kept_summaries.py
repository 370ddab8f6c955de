"""The summaries of files of earlier runs: a file that did not change is not parsed to find the builders.

What a file's summary rests on is its own text and all that its imports lead to. What else was looked at holds for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from cursus_tester.files import dependencies
from cursus_tester.run.cache import Store
from cursus_tester.run.kept_together import KeptTogether
from cursus_tester.source.imports.transitive import ImportedPaths
from cursus_tester.source.summaries import FileSummary
from cursus_tester.source.summarizing import FreshSummaries


class KeptSummaries:
    """The summaries that a store has, for one import root."""

    def __init__(self, store: Store, import_root: str = "") -> None:
        """Read what still counts; see `FreshSummaries` for `import_root`."""
        asked = repr(("summaries", store.place, import_root))
        self._kept = KeptTogether[FileSummary](store, asked, (), _decoded, _encoded)
        self._fresh = FreshSummaries(import_root)
        self._imports = ImportedPaths(import_root)

    def defined_names(self, file: str) -> tuple[str, ...]:
        """As `Summaries.defined_names`."""
        kept = self._kept.get(dependencies.shown(file))
        return kept.defined if kept is not None else self._fresh.defined_names(file)

    def of(self, file: str, *, with_classes: bool, with_makers: bool) -> FileSummary:
        """As `Summaries.of`."""
        kept = self._kept.get(dependencies.shown(file))
        # Of a file with other classes its makers are others.
        if kept is not None and (kept.classes is not None, kept.makers is not None) == (with_classes, with_makers):
            return kept
        return self._keep(file, lambda: self._fresh.of(file, with_classes=with_classes, with_makers=with_makers))

    def functions_of(self, file: str, name: str) -> tuple[tuple[str, str], ...]:
        """As `Summaries.functions_of`."""
        kept = self._kept.get(dependencies.shown(file))
        if kept is None or name in kept.functions:
            return kept.functions[name] if kept is not None else self._fresh.functions_of(file, name)

        def with_functions() -> FileSummary:
            return replace(kept, functions={**kept.functions, name: self._fresh.functions_of(file, name)})

        return self._keep(file, with_functions).functions[name]

    def finish(self) -> None:
        """Write what is new."""
        self._kept.finish()

    def _keep(self, file: str, make: Callable[[], FileSummary]) -> FileSummary:
        with dependencies.recording() as seen:
            summary = make()
        imported = self._imports.of(file)
        # What its names stand for was perhaps found out for another file: what it imports leads there.
        dependencies.record(*imported)
        self._kept.put(dependencies.shown(file), summary, file, seen, imported)
        return summary


def _decoded(content: msgspec.Raw) -> Sequence[FileSummary]:
    return msgspec.json.decode(content, type=tuple[FileSummary, ...])


def _encoded(summaries: Sequence[FileSummary]) -> bytes:
    return msgspec.json.encode(summaries)
