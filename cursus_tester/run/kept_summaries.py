"""The summaries of files of this run and of earlier ones: a file that did not change is not parsed to find builders.

What a file's summary rests on is its own text and all that its imports lead to. What else was looked at holds for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from cursus_tester.files import dependencies
from cursus_tester.run.cache import Store
from cursus_tester.run.kept_together import KeptTogether
from cursus_tester.run.readers import Made, Readers
from cursus_tester.source.summaries import FileSummary


class KeptSummaries:
    """The summaries that readers make and that a store has, for one import root."""

    def __init__(self, store: Store | None, import_root: str, readers: Readers) -> None:
        """Read what still counts.

        Args:
            store: Where they are; ``None``: none are looked up and none are kept.
            import_root: Where `readers` start imports too.
            readers: Make the others.
        """
        self._readers = readers
        self._kept = None
        if store is not None:
            asked = repr(("summaries", store.place, import_root))
            self._kept = KeptTogether[FileSummary](store, asked, (), _decoded, _encoded)
        #: Made in this run, by file.
        self._made: dict[str, FileSummary] = {}

    def prepare(self, asked: Mapping[str, tuple[bool, bool]]) -> None:
        """As `Summaries.prepare`."""
        missing = {file: each for file, each in asked.items() if self._known(file, *each) is None}
        for file, made in self._readers.make(missing).items():
            self._keep(file, made)

    def defined_names(self, file: str) -> tuple[str, ...]:
        """As `Summaries.defined_names`."""
        known = self._any(file)
        return known.defined if known is not None else self._readers.here.summaries.defined_names(file)

    def of(self, file: str, *, with_classes: bool, with_makers: bool) -> FileSummary:
        """As `Summaries.of`."""
        known = self._known(file, with_classes, with_makers)
        if known is not None:
            return known
        return self._keep(file, self._readers.here.make(file, with_classes=with_classes, with_makers=with_makers))

    def functions_of(self, file: str, name: str) -> tuple[tuple[str, str], ...]:
        """As `Summaries.functions_of`."""
        known = self._any(file)
        if known is None or name in known.functions:
            return known.functions[name] if known is not None else ()
        return self._keep(file, self._readers.here.make_functions(file, name, known)).functions[name]

    def finish(self) -> None:
        """Write what is new."""
        if self._kept is not None:
            self._kept.finish()

    def _any(self, file: str) -> FileSummary | None:
        if file in self._made or self._kept is None:
            return self._made.get(file)
        return self._kept.get(dependencies.shown(file))

    def _known(self, file: str, with_classes: bool, with_makers: bool) -> FileSummary | None:
        known = self._any(file)
        if known is None:
            return None
        # Of a file with other classes its makers are others.
        is_it = (known.classes is not None, known.makers is not None) == (with_classes, with_makers)
        return known if is_it else None

    def _keep(self, file: str, made: Made) -> FileSummary:
        self._made[file] = made.summary
        if self._kept is not None:
            self._kept.put(dependencies.shown(file), made.summary, file, made.seen, made.imported)
        return made.summary


def _decoded(content: msgspec.Raw) -> Sequence[FileSummary]:
    return msgspec.json.decode(content, type=tuple[FileSummary, ...])


def _encoded(summaries: Sequence[FileSummary]) -> bytes:
    return msgspec.json.encode(summaries)
