"""How code reaches the container that runs it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is known of the code of one container: wrong, why it cannot be shown, that there is none, or fine."""

    wrong: str = ""
    unknown: str = ""
    #: Whether no code is configured, so that there is nothing to deliver.
    is_empty: bool = False
    #: What to do about what is wrong.
    hint: str = ""
