"""The description of one builder to run, which goes from the parent to the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cursus_tester.evidence.exploration import Exploration
from cursus_tester.evidence.scenario import Scenario, SessionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One builder to run."""

    #: Dotted module name below `import_root`.
    module: str
    #: The class's name in it.
    name: str
    #: The folder that goes first on ``sys.path``.
    import_root: str
    #: Whether the source says that the builder makes its model from an estimator.
    from_estimator: bool
    #: The type of step that it builds, where a pack knows it; empty: none does.
    step_type: str = ""
    #: ``module:function`` that makes its config; empty: it is generated.
    config_factory: str = ""
    #: Where that is imported from, beside the import root and the working directory; empty: nowhere else.
    settings_folder: str = ""
    #: The one kind of session that it is meant for; ``None``: any.
    session: SessionKind | None = None
    #: Environment variables that it reads.
    environment: Mapping[str, str] = field(default_factory=dict)
    exploration: Exploration = field(default_factory=Exploration)
    #: The scenarios to run in place of the planned ones; empty: the planned ones.
    only: tuple[Scenario, ...] = ()
    #: Generated config values that the builder refused in an earlier run, by field, as ``repr`` shows them.
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
