"""Broken checks of data, printed variables, defaults that are not allowed, and changes that break nothing."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_PIPELINE = "tests/clean/pipelines/data_checks/pipeline.py"
_GROUP = "        model_package_group_name=group,\n"
_SUPPLIED = '            supplied_baseline_constraints=f"s3://{bucket}/checks/baseline/analysis.json",\n'
_OUTPUT = '                    s3_output_path=f"s3://{bucket}/checks/{facet}",\n'
_CONFIGURATION = '                    s3_analysis_config_output_path=f"s3://{bucket}/checks/{facet}/config",\n'
_TEMPLATE, _SCORING = "tests/clean/pipelines/template/pipeline.py", "tests/clean/pipelines/scoring/daily.py"
_CONFIGURED = "tests/clean/pipelines/configured/pipeline.py"
_SOURCE = "ProcessingInput(source=source, "
_CACHED = 'name="Prepare", step_args=arguments, cache_config=CACHE'
_ROUNDS = "num_round=50)\n"

MUTANTS = (
    Mutant(name="QC301: a check of quality names no group", file=_PIPELINE, replace=((_GROUP, ""),), rules=("QC301",)),
    Mutant(name="QC301: a check of bias has no baseline", file=_PIPELINE, replace=((_SUPPLIED, ""),), rules=("QC301",)),
    Mutant(
        name="QC301: twin, a check without group has a baseline of its own",
        file=_PIPELINE,
        replace=((_GROUP, '        supplied_baseline_statistics=f"s3://{bucket}/checks/statistics.json",\n'),),
        rules=(),
    ),
    Mutant(
        name="QC302: two checks of bias have one place for their configuration",
        file=_PIPELINE,
        replace=((_CONFIGURATION, _CONFIGURATION.replace("{facet}", "bias")),),
        rules=("QC302",),
    ),
    Mutant(
        name="QC302: two checks of bias have one output, and the configuration below it",
        file=_PIPELINE,
        replace=((_CONFIGURATION, ""), (_OUTPUT, _OUTPUT.replace("{facet}", "bias"))),
        rules=("QC302",),
    ),
    Mutant(
        name="QC302: twin, each configuration lies below an output of its own",
        file=_PIPELINE,
        replace=((_CONFIGURATION, ""),),
        rules=(),
    ),
    Mutant(
        name="SB416: a list of hyperparameters holds a parameter",
        file=_TEMPLATE,
        replace=((_ROUNDS, "num_round=50, threads=[count, 4])\n"),),
        rules=("SB416",),
    ),
    Mutant(
        name="SB416: the arguments of a script hold the print of a parameter",
        file=_TEMPLATE,
        replace=(('["--input-data", data]', '["--input-data", "%r" % data]'),),
        rules=("SB416",),
    ),
    Mutant(
        name="SB416: twin, a hyperparameter is a parameter",
        file=_TEMPLATE,
        replace=((_ROUNDS, "num_round=50, threads=count)\n"),),
        rules=(),
    ),
    Mutant(
        name="PL323: the default is none of the values that are allowed",
        file=_SCORING,
        replace=(('default_value="eu", enum_values', 'default_value="apac", enum_values'),),
        rules=("PL323",),
    ),
    Mutant(
        name="PL323: twin, another default of those that are allowed",
        file=_SCORING,
        replace=(('default_value="eu", enum_values', 'default_value="us", enum_values'),),
        rules=(),
    ),
    Mutant(
        name="PL324: a cached step reads a folder of the machine that builds",
        file=_CONFIGURED,
        replace=((_SOURCE, "ProcessingInput(source=str(CODE), "),),
        rules=("PL324",),
    ),
    Mutant(
        name="PL324: a cached step reads a file of the machine that builds",
        file=_CONFIGURED,
        replace=((_SOURCE, 'ProcessingInput(input_name="table", source=str(CODE / "train.py"), '),),
        rules=("PL324",),
    ),
    Mutant(
        name="PL324: twin, a step that is not cached reads a folder of the machine that builds",
        file=_CONFIGURED,
        replace=(
            (_SOURCE, "ProcessingInput(source=str(CODE), "),
            (_CACHED, _CACHED.removesuffix(", cache_config=CACHE")),
        ),
        rules=(),
    ),
)
