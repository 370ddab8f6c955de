"""How builders are run: one object from the command line to the processes that run them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cursus_tester.settings.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How builders are run: the settings that hold, and what is said of one run only."""

    settings: Settings = field(default_factory=Settings)
    #: Run none of the code that is checked; rules that need it are not applicable.
    static: bool = False
    #: How many builders run at a time; ``None``: one a processor.
    jobs: int | None = None
    #: How many changes are to meet in some scenario, 0 to 3; ``None``: two, or three with `Settings.thorough`.
    changes: int | None = None
    #: Whether a builder is also run in processes of its own, to compare it with one that shares a process.
    alone: bool = True
    #: Run builders in this process, one after the other and without bounds, so that a debugger stops in them.
    in_process: bool = False

    @property
    def strength(self) -> int:
        """How many changes are to meet in some scenario."""
        return self.changes if self.changes is not None else 3 if self.settings.thorough else 2

    def what_changes_results(self) -> RunOptions:
        """The options with only what can change what a builder does."""
        said, defaults = self.settings, Settings()
        settings = replace(
            defaults,
            timeout=said.timeout,
            memory_limit=said.memory_limit,
            thorough=said.thorough,
            import_root=said.import_root,
            configs=said.configs,
            conventions=said.conventions,
            sessions=said.sessions,
            environment=said.environment,
            # What is said of a builder is found by names that begin there.
            folder=said.folder if said.configs or said.sessions else "",
        )
        return replace(self, jobs=None, settings=settings)
