"""How builders are run: what the settings and the command line say of it, for all that runs them."""

from __future__ import annotations

import dataclasses

from cursus_tester.evidence.exploration import Exploration
from cursus_tester.settings.reading import Settings


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How builders are run."""

    #: Run none of the code that is checked; rules that need it are not applicable.
    static: bool = False
    #: How many builders run at a time; ``None``: one a processor.
    jobs: int | None = None
    #: Seconds for one builder's scenarios together.
    timeout: float = 60.0
    #: Bytes of memory for one builder, beyond what the SDK has.
    memory_limit: int = 2 << 30
    #: The folder that builders are imported from; empty: the one above their topmost package.
    import_root: str = ""
    settings: Settings = dataclasses.field(default_factory=Settings)
    exploration: Exploration = dataclasses.field(default_factory=Exploration)
    #: Run builders in this process, one after the other and without bounds, so that a debugger stops in them.
    in_process: bool = False
