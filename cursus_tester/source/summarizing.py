"""Summarize files for those who look for subjects."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.sdk.names import NAMES_STEPS
from cursus_tester.source.builder_source import Source
from cursus_tester.source.modules import Module, forget_modules, read_module, readable
from cursus_tester.source.names.resolution import NameResolvers
from cursus_tester.source.names.scopes import outline_of
from cursus_tester.source.pipelines import summarize_makers
from cursus_tester.source.recognition import builder_classes, module_classes, summarize_class
from cursus_tester.source.sdk_major import written_for
from cursus_tester.source.summaries import FileSummary

#: How many files are read until what was read is forgotten, where it is.
_HELD = 64


class FreshSummaries:
    """Summaries of files as they are now. What files share is read once."""

    def __init__(self, import_root: str = "", *, forgets: bool = False) -> None:
        """Look for modules in the folder `import_root` too; empty: in none.

        With `forgets` not all files are held that were read: what few of them share is read again then.
        """
        self._import_root = import_root
        self._forgets = forgets
        self._read = 0
        self.resolvers = NameResolvers(import_root)

    def prepare(self, asked: Mapping[str, tuple[bool, bool]]) -> None:
        """As `Summaries.prepare`: nothing is gained by it."""

    def defined_names(self, file: str) -> tuple[str, ...]:
        """As `Summaries.defined_names`; none of a file that is gone."""
        module = readable(read_module, file)
        return tuple(_defined_names(module)) if module is not None else ()

    def of(self, file: str, *, with_classes: bool, with_makers: bool) -> FileSummary:
        """As `Summaries.of`."""
        self._read += 1
        if self._forgets and self._read % _HELD == 0:
            forget_modules()
            self.resolvers = NameResolvers(self._import_root)
        module = read_module(file)
        is_parsed, resolver = module.error is None, self.resolvers.of(module)
        facts = module_classes(resolver, module) if with_classes and is_parsed else ()
        classes = tuple(summarize_class(resolver, each) for each in facts)
        asked = module if with_makers and is_parsed else None
        makers, outers = summarize_makers(asked, builder_classes(facts, classes), resolver)
        return FileSummary(
            error=module.error,
            is_notebook=module.notebook is not None,
            names_step=not is_parsed and NAMES_STEPS.search(module.data) is not None,
            defined=tuple(_defined_names(module)),
            major=written_for(module) if is_parsed else None,
            classes=classes if with_classes else None,
            makers=makers if with_makers else None,
            outers=outers,
        )

    def functions_of(self, file: str, name: str) -> tuple[tuple[str, str], ...]:
        """As `Summaries.functions_of`; none of a file that is gone."""
        module = readable(read_module, file)
        if module is None:
            return ()
        subject = Subject(name=name, kind=SubjectKind.BUILDER, place=Place(path=module.path), file=file)
        return Source(subject, module, self.resolvers.of(module)).functions


def _defined_names(module: Module) -> Iterator[str]:
    for statements in outline_of(module).root.facts.mentions.values():
        for node in statements:
            if isinstance(node, ast.ClassDef) and node.bases:
                yield node.name
            elif isinstance(node, ast.Import | ast.ImportFrom):
                yield from (alias.asname for alias in node.names if alias.asname)
