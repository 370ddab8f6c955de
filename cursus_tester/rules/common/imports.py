"""SB108: importing a builder's module only defines things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import BreachKind
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import rule

_DOES = {BreachKind.CONNECTION: "opens a connection", BreachKind.WRITE: "writes a file"}
_HINT = "move it into create_step, or into a function that is called when it is needed"


@rule("SB108", "no-import-side-effects")
def no_import_side_effects(builder: Builder) -> Iterator[Finding]:
    """Does nothing when its module is imported.

    What it checks: importing the module, and the modules of the same project that it imports, calls no AWS API, opens
    no connection and writes no file, not even a temporary one.

    Why: tools, tests and other pipelines import modules on machines without credentials or network. They cannot import
    a module that calls AWS, and a value that it fetches at import time is outdated when it is used.

    How to fix: move the call into `create_step` or to the caller of the constructor. Open log files where logging is
    configured.
    """
    if builder.death is not None:
        builder.require_loaded()
    if builder.is_already_imported:
        raise NotApplicable("the module was imported before the tester could watch it; check its file to judge this")
    for call in builder.import_calls:
        yield Finding(
            message=f"importing the module calls AWS: {call.service} {call.operation}",
            hint=_HINT,
            place=call.place or NOWHERE,
        )
    for breach in builder.breaches:
        if breach.stage is Stage.IMPORT and breach.kind in _DOES:
            yield Finding(
                message=f"importing the module {_DOES[breach.kind]}: {breach.what}",
                hint=_HINT,
                place=breach.place or NOWHERE,
            )
    first_at = {write.place: write for write in reversed(builder.import_writes)}
    for write in first_at.values():
        # tempfile makes its names up.
        name = "a temporary file" if re.match(r"tmp\w{8}(?:\W|$)", write.path) else write.path
        yield Finding(message=f"importing the module writes {name}", hint=_HINT, place=write.place)
