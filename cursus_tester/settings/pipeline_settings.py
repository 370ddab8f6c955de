"""What the settings say of code that makes a pipeline: what it is given when it is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineSettings:
    """One table ``[tool.cursus-tester.pipelines."module:function"]``. Paths are as seen from the working directory."""

    #: ``module:function`` that returns the arguments as a dictionary; empty: there is none.
    arguments_factory: str = ""
    #: Arguments by parameter.
    arguments: Mapping[str, Any] = field(default_factory=dict)
    #: Environment variables.
    environment: Mapping[str, str] = field(default_factory=dict)
    #: Where it is run; empty: in the folder of its file.
    working_directory: str = ""
    #: The folder with a bucket's objects, by the bucket's name; empty: a bucket without objects.
    buckets: Mapping[str, str] = field(default_factory=dict)
    #: Modules that are not installed and that something stands in for.
    packages_missing: tuple[str, ...] = ()
    #: Files that are not there and that an empty one stands in for, as the code names them.
    files_missing: tuple[str, ...] = ()

    def as_written(self) -> dict[str, Any]:
        """As it stands in a settings file."""
        written: dict[str, Any] = {
            "arguments": self.arguments_factory or dict(self.arguments),
            "environment": dict(self.environment),
            "working-directory": self.working_directory,
            "buckets": dict(self.buckets),
            "packages-missing": list(self.packages_missing),
            "files-missing": list(self.files_missing),
        }
        return {name: value for name, value in written.items() if value}
