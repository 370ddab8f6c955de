"""Names that builders make up: whether a clock is in one, and which builds may name a thing alike."""

from __future__ import annotations

import re

from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Trace

#: Dates, times of day behind a date, and seconds or milliseconds since 1970.
_CLOCK = re.compile(
    r"(?<![0-9A-Za-z])20\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?![A-Za-z])"
    r"|(?<![0-9A-Za-z])1[6-9]\d{8}(?:\d{3})?(?![0-9A-Za-z])"
)


def has_clock(name: str, trace: Trace) -> bool:
    """Whether a clock is in a name, and not in a value of the config that the name was made of."""
    for value in trace.config.values():
        if isinstance(value, str) and len(value) > 3:
            name = name.replace(value, "")
    return hide_stamps(name) != name or _CLOCK.search(name) is not None


def is_same_build(trace: Trace, first: Trace) -> bool:
    """Whether two scenarios differ in nothing that a name may be made of."""
    one, other = trace.scenario, first.scenario
    return (one.config_changes, one.session, one.source, one.source_name, one.route, one.region) == (
        other.config_changes,
        other.session,
        other.source,
        other.source_name,
        other.route,
        other.region,
    ) and one.training_version == other.training_version
