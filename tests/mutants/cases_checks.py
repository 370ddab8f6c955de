"""Broken checks of data and models, and changes of them that break nothing."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_PIPELINE = "tests/clean/pipelines/data_checks/pipeline.py"
_GROUP = "        model_package_group_name=group,\n"
_SUPPLIED = '        supplied_baseline_constraints=f"s3://{bucket}/checks/baseline/analysis.json",\n'

MUTANTS = (
    Mutant(name="QC301: a check of quality names no group", file=_PIPELINE, replace=((_GROUP, ""),), rules=("QC301",)),
    Mutant(name="QC301: a check of bias has no baseline", file=_PIPELINE, replace=((_SUPPLIED, ""),), rules=("QC301",)),
    Mutant(
        name="QC301: twin, a check without group has a baseline of its own",
        file=_PIPELINE,
        replace=((_GROUP, '        supplied_baseline_statistics=f"s3://{bucket}/checks/statistics.json",\n'),),
        rules=(),
    ),
)
