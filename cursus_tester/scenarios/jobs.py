"""The scenarios of builders of jobs beside those of any builder."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from cursus_tester.evidence.account_names import bucket_name
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.scenarios.builder_profile import BuilderProfile

#: Names of fields for the folder that a job writes to.
_OUTPUT = re.compile(r"(?:model_|training_|transform_)?(?:s3_)?output_(?:path|s3_uri|s3_path|location)")
#: A machine that no config has by itself, and the numbers in its place.
_OTHER_MACHINE, _OTHER_COUNT, _OTHER_VOLUME = "ml.c5.2xlarge", 3, 173


def job_scenarios(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline with another machine, number of machines and volume, where the config has such a field."""
    for name, value in profile.config.items():
        for pattern, other in _OTHERS:
            is_alike = isinstance(value, type(other)) and not isinstance(value, bool)
            if re.search(pattern, name) and is_alike and value != other:
                yield dataclasses.replace(baseline, name=f"config: {name}={other!r}", config_changes={name: other})
        if value is None and _OUTPUT.fullmatch(name):
            other = f"s3://{bucket_name(baseline.region)}/further-output"
            yield dataclasses.replace(baseline, name=f"config: {name}={other!r}", config_changes={name: other})


_OTHERS: tuple[tuple[str, Any], ...] = (
    (r"instance_type", _OTHER_MACHINE),
    (r"instance_count", _OTHER_COUNT),
    (r"volume_size", _OTHER_VOLUME),
)
