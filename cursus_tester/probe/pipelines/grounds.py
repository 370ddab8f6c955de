"""What arguments for code that makes pipelines are made of, and what ends the attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.account_names import bucket_name
from cursus_tester.probe.account import Account


class Unmakeable(Exception):
    """Nothing is known of a parameter; `name` is that."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nothing is known of the argument {name!r}")
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What arguments are made for."""

    region: str
    account: Account
    #: Values that the settings give, by parameter.
    given: Mapping[str, Any]
    #: A folder with a script, for arguments that name code.
    code_folder: str
    #: Whether a plain session will not do: what is called is to be handed to steps as their ``step_args``.
    defers_calls: bool = False

    @property
    def bucket(self) -> str:
        """The account's default bucket."""
        return bucket_name(self.region)
