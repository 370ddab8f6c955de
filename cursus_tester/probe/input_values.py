"""The values that a builder is given as inputs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.account_names import DATA_PREFIX, EARLIER_MODEL_KEY, MODEL_KEY, bucket_name
from cursus_tester.evidence.builder import Builder, Dependency, InputKind
from cursus_tester.evidence.field_names import MODEL_NAME
from cursus_tester.probe.account import Account
from cursus_tester.sdk.installed import sdk
from cursus_tester.step_pack import StepPack


@dataclass(frozen=True, slots=True, kw_only=True)
class InputValues:
    """The values of the inputs of one builder in one scenario."""

    facts: Builder
    pack: StepPack
    account: Account
    region: str
    #: The script that the config names; ``None``: none.
    program: str | None
    #: Whether the archives are those of another step that the same builder makes.
    is_earlier: bool = False

    def kind_of(self, name: str) -> InputKind:
        """What the value of the input names."""
        return self.pack.input_kind or self._declared(name).kind

    def output_of(self, step: Any, name: str) -> Any:
        """What a step yields for the input, as a pipeline variable."""
        return sdk().steps.output(step, name, self.kind_of(name))

    def literal(self, name: str) -> str:
        """A value that no step yields."""
        kind = self.kind_of(name)
        if kind is InputKind.MODEL_NAME:
            return MODEL_NAME
        return self._archive(name) if kind is InputKind.ARCHIVE else self._uri(f"{DATA_PREFIX}/{name}")

    def sample(self, name: str) -> str:
        """A value for an input beside the varied one; of one that nothing declares, by its name."""
        if "image" in name:
            return f"123456789012.dkr.ecr.{self.region}.amazonaws.com/conformance:1"
        if self.kind_of(name) is not InputKind.ARCHIVE:
            return self.literal(name)
        if self._declared(name).packaged and self.program:
            return self._archive(name)
        return self.account.hold_further_model(self.region, name)

    def _declared(self, name: str) -> Dependency:
        """The input as the specification or the pack declares it; of open type where neither does."""
        specification = self.facts.specification
        declared = (*(specification.dependencies if specification is not None else ()), *self.pack.default_inputs)
        return next((each for each in declared if each.name == name), Dependency(name=name, type="", required=True))

    def _archive(self, name: str) -> str:
        """A model archive in the faked account; one with the code in it where the specification says so."""
        if self._declared(name).packaged and self.program:
            return self.account.hold_packaged_model(self.region, os.path.basename(self.program))
        return self._uri(EARLIER_MODEL_KEY if self.is_earlier else MODEL_KEY)

    def _uri(self, key: str) -> str:
        return f"s3://{bucket_name(self.region)}/{key}"
