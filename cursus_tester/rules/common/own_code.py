"""Inference code in a folder of the team's own, to which the tester cannot add the script that some scenarios name."""

from __future__ import annotations

import os

from cursus_tester.evidence.field_names import OTHER_ENTRY_POINT, SOURCE_FIELDS, configured
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Trace


def lacks_other_script(trace: Trace) -> bool:
    """Whether a scenario names the tester's second script, and no folder of the config holds it.

    The tester puts the script into the folders that the config names. A folder that the builder itself names is not
    known to it.
    """
    if OTHER_ENTRY_POINT not in trace.scenario.config_changes.values():
        return False
    folder = configured(trace.config, SOURCE_FIELDS)
    is_prepared = isinstance(folder, str) and (hide_stamps(folder) != folder or not os.path.isabs(folder))
    return not is_prepared
