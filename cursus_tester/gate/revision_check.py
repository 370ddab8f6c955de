"""One of the two revisions that are compared: planned and checked in a folder of its own as if it were the user's."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from cursus_tester.decisions.applying import coverage_of
from cursus_tester.decisions.comments import find_waivers
from cursus_tester.decisions.waivers import with_present_ids
from cursus_tester.gate.affected import Dependencies
from cursus_tester.gate.kept import place_of
from cursus_tester.gate.revisions.repository import Repository
from cursus_tester.results.finding import Waiver
from cursus_tester.results.report import Report
from cursus_tester.results.subject import Subject
from cursus_tester.run import checking, planning
from cursus_tester.run.cache import Store
from cursus_tester.run.engine import Progress
from cursus_tester.run.kept_summaries import KeptSummaries
from cursus_tester.run.readers import Readers
from cursus_tester.settings.reading import SettingsError, read_settings
from cursus_tester.settings.settings import Settings
from cursus_tester.source.discovery import find_subjects
from cursus_tester.source.garbage_collection import collector_paused
from cursus_tester.source.imports.graph import ImportReader

#: Settings that decide what is judged, and how strictly.
_SELECTION = (
    *("paths", "exclude", "select", "ignore", "severity", "fail_on", "min_score"),
    *("conventions", "sessions", "thorough"),
)
#: Where the tool itself is imported from: the same for both revisions, also where one of them is the tool's own.
_TOOL = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Side:
    """One revision."""

    def __init__(self, top: str, repository: Repository, reader: ImportReader, store: Store | None = None) -> None:
        """Take the folder `top`, absolute and without links, for the top of `repository`.

        Args:
            top: The folder.
            repository: What it is a revision of.
            reader: Reads imports.
            store: Where it is kept what the files of revisions hold; ``None``: nowhere.
        """
        self.top = top
        self.here = os.path.join(top, repository.prefix)
        self.planned: planning.Plan
        #: What the revision's own settings say; once it follows another one.
        self.own: Settings
        self._repository = repository
        self._reader = reader
        self._store = store
        # The folder where the tool was started may be newer than the revision.
        os.makedirs(self.here, exist_ok=True)

    @property
    def settings(self) -> Settings:
        """Those that hold."""
        return self.planned.settings

    @cached_property
    def dependencies(self) -> Dependencies:
        """What its builders depend on; once it is planned."""
        return Dependencies(self.top, self.here, self.settings, self._reader)

    def touched(self, changed: Collection[str], subjects: Iterable[Subject]) -> frozenset[str]:
        """The ids of those `subjects` that depend on one of the `changed` files, relative to the top."""
        # From its folder, where the modules that planning has parsed are still known.
        with self._working(), collector_paused():
            return self.dependencies.touched(changed, subjects)

    def shown(self, path: str) -> str:
        """A path from the top as reports show it."""
        return os.path.relpath(os.path.join(self.top, path), self.here).replace(os.sep, "/")

    def holds(self, path: str) -> bool:
        """Whether there is such a file or folder; `path` is as reports show it, perhaps with ``::Class``."""
        return os.path.exists(os.path.join(self.here, path.partition("::")[0]))

    def plan(self, request: planning.CheckRequest) -> None:
        """Find its rules and builders. No baseline counts: what the other revision has is what is known.

        Raises:
            planning.Unable: There is no rule to check by, or the settings cannot be used.
        """
        with self._working():
            planned = planning.plan(request, self._own_store())
        if not self._is_inside(planned.settings.folder):
            raise planning.Unable(
                f"the settings in {planned.settings.folder} would hold for all temporary files; set TMPDIR to a folder "
                "outside it"
            )
        self.planned = planned.with_settings(replace(planned.settings, baseline=""))

    def follow(self, other: Side, request: planning.CheckRequest, paths: Sequence[str]) -> tuple[str, ...]:
        """Be planned as `other` was, but for config factories, waivers and variables, which are the revision's own.

        Returns:
            What is to be known about that: one message each.
        """
        theirs, notes = other.settings, list[str]()
        folder = os.path.join(self.top, os.path.relpath(theirs.folder, other.top)) if theirs.folder else ""
        with self._working():
            try:
                own = read_settings(self.here)
            except SettingsError as error:
                own = error.settings
                notes += [f"of the base's settings, this is not used: {problem}" for problem in error.problems]
            self.own = own = own if self._is_inside(own.folder) else Settings()
            settings = replace(theirs, folder=own.folder or folder, configs=own.configs, waivers=own.waivers)
            settings = replace(settings, environment=own.environment)
            if request.overrides.get("import_root") is None:
                settings = replace(settings, import_root=own.import_root)
            # The other revision differs little, and is what is kept.
            store = self._own_store()
            readers = Readers(other.planned.rules, replace(other.planned.options, settings=settings, jobs=1))
            summaries = KeptSummaries(store, settings.import_root, readers)
            found = find_subjects(paths, settings.leaves_out, settings.import_root, summaries)
            coverage = coverage_of(settings, found.subjects, other.settings.paths)
            grounds = replace(other.planned.grounds, coverage=coverage)
        self.planned = replace(
            other.planned.with_settings(settings),
            subjects=found.subjects,
            discovered=found.subjects,
            grounds=grounds,
            problems=(),
        )
        return tuple(notes)

    def finds_nothing(self, path: str) -> bool:
        """Whether there is no builder in `path`."""
        with self._working():
            return not find_subjects([path], self.settings.leaves_out, self.settings.import_root).subjects

    def waivers(self, files: Iterable[str]) -> tuple[list[Waiver], list[str]]:
        """The waivers of the settings and of these files, and what is wrong with comments that are meant to be some.

        Args:
            files: Relative to the top.
        """
        rule_ids = self.planned.grounds.rule_ids
        found, wrong = list(with_present_ids(self.settings.waivers, rule_ids)), list[str]()
        for file in files:
            path = Path(self.top, file)
            if file.endswith(".py") and path.is_file():
                more, problems = find_waivers(self.shown(file), path.read_bytes(), rule_ids)
                found += more
                wrong += problems
        return found, wrong

    def check(self, subjects: Iterable[Subject], on_progress: Progress | None) -> Report:
        """Check these of its builders.

        Raises:
            cursus_tester.workers.pool.ProbeError: Builders cannot be run at all.
            cursus_tester.run.engine.Interrupted: The user interrupted the run.
        """
        chosen = {subject.id: subject for subject in subjects}
        planned = replace(self.planned, subjects=tuple(chosen[id] for id in sorted(chosen)))
        # Whatever a third party's rules print, stdout is for the verdict.
        with self._working(), redirect_stdout(sys.stderr):
            # A scorecard of a temporary folder is of no use to a later run: nothing is kept.
            return checking.run(planned, on_progress=on_progress)

    def _own_store(self) -> Store | None:
        """The store for its folder, in which it works."""
        return self._store.within(place_of(self._repository)) if self._store is not None else None

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Work in its folder; what is installed from the user's repository is imported from the revision."""
        outside, variable = os.getcwd(), os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(self._python_path(variable or ""))
        os.chdir(self.here)
        try:
            yield
        finally:
            os.chdir(outside)
            if variable is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = variable

    def _python_path(self, variable: str) -> Iterator[str]:
        for folder in filter(None, variable.split(os.pathsep)):
            yield self._counterpart(os.path.abspath(folder)) or os.path.abspath(folder)
        # An installation that points into the working tree has put a folder of it on sys.path.
        yield from filter(None, map(self._counterpart, filter(None, sys.path)))

    def _counterpart(self, folder: str) -> str:
        """The revision's folder for one of the user's working tree; empty for any other, and for the tool's own."""
        top, real = self._repository.top, os.path.realpath(folder)
        if not top or real == _TOOL or not os.path.join(real, "").startswith(os.path.join(top, "")):
            return ""
        return os.path.join(self.top, os.path.relpath(real, top))

    def _is_inside(self, folder: str) -> bool:
        return not folder or os.path.join(folder, "").startswith(os.path.join(self.top, ""))


def altered_selection(before: Settings, after: Settings) -> tuple[str, ...]:
    """The settings by which a change asks for more or less than was asked for before it."""

    def is_flag(field: str) -> bool:
        return after.origins.get(field, "").startswith(("-", "PATH"))

    fields = [each for each in _SELECTION if not is_flag(each) and getattr(before, each) != getattr(after, each)]
    return tuple(field.replace("_", "-") for field in fields)
