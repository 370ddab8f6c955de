"""The description of one builder to run, which goes from the parent to the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.scenario import Scenario, SessionKind
from cursus_tester.results.subject import SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineJob:
    """Code to run that makes a pipeline."""

    kind: SubjectKind
    #: Absolute.
    file: str
    #: ``module:function`` that returns the arguments, as a dictionary; empty: there is none.
    arguments_factory: str = ""
    #: Arguments by parameter.
    arguments: Mapping[str, Any] = field(default_factory=dict)
    #: Environment variables that only this code reads.
    environment: Mapping[str, str] = field(default_factory=dict)
    #: Where it is run, absolute; empty: in the folder of its file.
    working_directory: str = ""
    #: The folder with the objects of a bucket, absolute, by the bucket's name; empty: a bucket without objects.
    buckets: Mapping[str, str] = field(default_factory=dict)
    #: Modules that are not installed and that something stands in for, whoever imports them.
    packages_missing: tuple[str, ...] = ()
    #: Files that are not there and that something stands in for, as the code names them.
    files_missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One builder to run, or other code."""

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
    #: How many changes are to meet in some scenario: 2: each pair; 1: each is made alone; 0: none is made.
    strength: int = 2
    #: Whether scenarios that have a process of their own are run, too.
    alone: bool = True
    #: The scenarios to run in place of the planned ones; empty: the planned ones.
    only: tuple[Scenario, ...] = ()
    #: Generated config values that the builder refused in an earlier run, by field, as ``repr`` shows them.
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Whether the sources of its config and of the arguments of ``create_step`` are written down, to be shown.
    writes_code: bool = False
    #: What is run in place of a builder; ``None``: a builder is.
    pipeline: PipelineJob | None = None
