"""Steps of pipelines of ``tests/clean/pipelines`` with one defect each, and changes that look like one and are none."""

from __future__ import annotations

from tests.mutants.cases_pipelines import CONFIGURED, FILES, OBJECTS, SCORING, SCRIPT, TEMPLATE
from tests.mutants.declare import Mutant

_ESTIMATOR = '        output_path=f"s3://{session.default_bucket()}/{base_job_prefix}/train",\n'
_TUNED = "        max_jobs=4,\n        max_parallel_jobs=2,\n"
_RANGES = 'hyperparameter_ranges={"lr": ContinuousParameter(0.0001, 0.1)}'
_LISTED = "parameters=[count, approval, data]"
_VERSION = '"xgboost", region, "1.7-1", instance_type="ml.m5.xlarge"'

NIGHTLY = "tests/clean/pipelines/nightly/nightly.py"

_EMR = """    from sagemaker.workflow.emr_step import EMRStep, EMRStepConfig

    export = EMRStep(
        "Export", "Export", "Exports the scores", "j-1ABCD2EFGHIJK",
        EMRStepConfig(jar="s3://jobs/export.jar", args=["--day", VALUE]), depends_on=[score],
    )
"""


def _mutant(name: str, file: str, *replace: tuple[str, str], rules: tuple[str, ...]) -> Mutant:
    return Mutant(name=f"in a pipeline: {name}", file=file, replace=replace, rules=rules)


def _estimator(name: str, more: str, *rules: str) -> Mutant:
    return _mutant(name, TEMPLATE, (_ESTIMATOR, f"{_ESTIMATOR}        {more},\n"), rules=rules)


MUTANTS = (
    _estimator("TR303: spot instances without a wait", "use_spot_instances=True, max_run=3600", "TR303"),
    _estimator("spot instances that may wait", "use_spot_instances=True, max_run=3600, max_wait=7200"),
    _estimator(
        "TR304: a metric's expression does not compile", 'metric_definitions=[{"Name": "m", "Regex": "m=("}]', "TR304"
    ),
    _estimator("a metric with one group", 'metric_definitions=[{"Name": "m", "Regex": "m=(.*)"}]'),
    _mutant(
        "TR302: a hyperparameter is None",
        OBJECTS,
        ('"num_round": "50"}', '"num_round": "50", "seed": None}'),
        rules=("TR302",),
    ),
    _mutant(
        "TR305: a parameter decides between CPU and GPU",
        TEMPLATE,
        (
            '    estimator = Estimator(\n        image_uri=image,\n        instance_type="ml.m5.xlarge",\n',
            '    kind = ParameterString("Kind", default_value="ml.m5.xlarge")\n'
            "    estimator = PyTorch(\n"
            '        entry_point="evaluate.py", source_dir=BASE_DIR, framework_version="2.1", py_version="py310",\n'
            "        instance_type=kind,\n",
        ),
        ("from sagemaker.estimator import Estimator\n", "from sagemaker.pytorch import PyTorch\n"),
        (_LISTED, "parameters=[count, approval, data, kind]"),
        rules=("TR305",),
    ),
    _mutant(
        "TU301: the objective is not measured",
        CONFIGURED,
        ('objective_metric_name="loss"', 'objective_metric_name="validation-loss"'),
        rules=("TU301",),
    ),
    _mutant("TU302: a range ends before it begins", CONFIGURED, ("(0.0001, 0.1)", "(0.1, 0.0001)"), rules=("TU302",)),
    _mutant(
        "TU302: more jobs at a time than in all",
        CONFIGURED,
        (_TUNED, "        max_jobs=2,\n        max_parallel_jobs=4,\n"),
        rules=("TU302",),
    ),
    _mutant(
        "as many jobs at a time as in all",
        CONFIGURED,
        (_TUNED, "        max_jobs=4,\n        max_parallel_jobs=4,\n"),
        rules=(),
    ),
    _mutant(
        "TU303: a hyperparameter is set, and tuned",
        CONFIGURED,
        (_RANGES, 'hyperparameter_ranges={"dropout": ContinuousParameter(0.1, 0.5)}'),
        ("parameters=[source, status, most],", "parameters=[source, status],"),
        rules=("TU303",),
    ),
    _mutant(
        "PR201: two outputs have one name",
        TEMPLATE,
        (
            '                ProcessingOutput(output_name="train", source="/opt/ml/processing/train"),\n',
            '                ProcessingOutput(output_name="train", source="/opt/ml/processing/train"),\n'
            '                ProcessingOutput(output_name="train", source="/opt/ml/processing/more"),\n',
        ),
        rules=("PR201",),
    ),
    _mutant(
        "PR202: two inputs have one name",
        TEMPLATE,
        (
            'S3ModelArtifacts, destination="/opt/ml/processing/model"\n',
            'S3ModelArtifacts, destination="/opt/ml/processing/model", input_name="data"\n',
        ),
        ('destination="/opt/ml/processing/test")', 'destination="/opt/ml/processing/test", input_name="data")'),
        rules=("PR202",),
    ),
    _mutant(
        "PR203: an output is nowhere that the service looks",
        TEMPLATE,
        ('output_name="test", source="/opt/ml/processing/test"', 'output_name="test", source="/data/test"'),
        rules=("PR203",),
    ),
    _mutant(
        "PR204: an argument is a number",
        TEMPLATE,
        ('arguments=["--input-data", data]', 'arguments=["--input-data", data, "--rows", 5]'),
        rules=("PR204",),
    ),
    _mutant(
        "TF301: predictions are joined with whole files",
        FILES,
        (
            'content_type="text/csv", split_type="Line")',
            'content_type="text/csv", join_source="Input")',
        ),
        rules=("TF301",),
    ),
    _mutant(
        "RM301: no group is named",
        TEMPLATE,
        ("        model_package_group_name=model_package_group_name,\n", ""),
        rules=("RM301",),
    ),
    _mutant(
        "RM302: nobody says what the model reads",
        CONFIGURED,
        ('            content_types=["application/json"],\n', ""),
        rules=("RM302",),
    ),
    _mutant("CO301: a step decides nothing", TEMPLATE, ("conditions=[condition]", "conditions=[]"), rules=("CO301",)),
    _mutant(
        "CO301: two numbers are compared",
        SCRIPT,
        ("ConditionGreaterThan(left=share, right=least)", "ConditionGreaterThan(left=0.9, right=0.95)"),
        rules=("CO301",),
    ),
    _mutant(
        "LA302: an input is nested",
        SCORING,
        ('"market": region}', '"market": region, "keys": ["a"]}'),
        rules=("LA302",),
    ),
    _mutant("SB313: a result is kept for a text", CONFIGURED, ('"P30D"', '"30 days"'), rules=("SB313",)),
    *(
        _mutant(f"a result is kept for {each}", CONFIGURED, ('"P30D"', f'"{each}"'), rules=())
        for each in ("PT12H", "p30d", "T12H")
    ),
    _mutant("SB313: a result is kept for a number", CONFIGURED, ('"P30D"', '"30"'), rules=("SB313",)),
    _mutant(
        "SB325: the version of an image is a parameter",
        TEMPLATE,
        (_VERSION, '"xgboost", region, version, instance_type="ml.m5.xlarge"'),
        (
            "    image = sagemaker",
            '    version = ParameterString("Version", default_value="1.7-1")\n    image = sagemaker',
        ),
        (_LISTED, "parameters=[count, approval, data, version]"),
        rules=("SB325",),
    ),
    _mutant(
        "an image for all instances is looked up with a parameter",
        TEMPLATE,
        (_VERSION, '"xgboost", region, "1.7-1", instance_type=kind'),
        (
            "    image = sagemaker",
            '    kind = ParameterString("Kind", default_value="ml.m5.xlarge")\n    image = sagemaker',
        ),
        (
            '    evaluator = ScriptProcessor(\n        image_uri=image,\n        command=["python3"],\n'
            '        instance_type="ml.m5.xlarge",\n',
            '    evaluator = ScriptProcessor(\n        image_uri=image,\n        command=["python3"],\n'
            "        instance_type=kind,\n",
        ),
        (_LISTED, "parameters=[count, approval, data, kind]"),
        rules=(),
    ),
    _mutant(
        "PL315: the image of one region for all",
        TEMPLATE,
        (_VERSION, _VERSION.replace("region", '"us-east-1"')),
        rules=("PL315",),
    ),
    _mutant(
        "PL315: the bucket of another region",
        TEMPLATE,
        ('f"s3://{session.default_bucket()}/{base_job_prefix}/train"', '"s3://models-eu-central-1/train"'),
        rules=("PL315",),
    ),
    _mutant(
        "PL316: the default of a parameter beside the parameter",
        SCRIPT,
        (
            'run(code="scripts/load.py", arguments=["--table", table])',
            'run(code="scripts/load.py", arguments=["--table", table.default_value])',
        ),
        rules=("PL316",),
    ),
    _mutant(
        "the default of a parameter is only printed",
        SCRIPT,
        ("    print(json.dumps(", "    print(table.default_value)\n    print(json.dumps("),
        rules=(),
    ),
    _mutant(
        "a handler ends the program",
        SCRIPT,
        (
            "    print(json.dumps(json.loads(pipeline.definition()), indent=2))\n",
            "    try:\n"
            "        print(json.dumps(json.loads(pipeline.definition()), indent=2))\n"
            "    except Exception as error:\n"
            "        print(error)\n"
            "        raise SystemExit(1)\n",
        ),
        rules=(),
    ),
    _mutant("CO301: a value has no path", SCRIPT, (', json_path="complete.share")', ")"), rules=("CO301", "PL307")),
    _mutant(
        "PL317: the queue is named by its ARN",
        SCORING,
        ("sqs_queue_url=queue_url", 'sqs_queue_url="arn:aws:sqs:us-east-1:123456789012:approvals"'),
        rules=("PL317",),
    ),
    _mutant(
        "PL317: an input of a callback is nested",
        SCORING,
        ('inputs={"scores": score', 'inputs={"notify": ["ops"], "scores": score'),
        rules=("PL317",),
    ),
    _mutant(
        "PL317: a pipeline stops with a number",
        SCRIPT,
        ('error_message=Join(on=" ", values=["The table", table, "is not complete"])', "error_message=404"),
        rules=("PL317",),
    ),
    _mutant(
        "PL317: an argument of EMR is a number",
        SCORING,
        ("    approve = CallbackStep(\n", _EMR.replace("VALUE", "7") + "    approve = CallbackStep(\n"),
        ("steps=[look_up, score, approve]", "steps=[look_up, score, approve, export]"),
        rules=("PL317",),
    ),
    _mutant(
        "arguments of EMR are strings and variables",
        SCORING,
        ("    approve = CallbackStep(\n", _EMR.replace("VALUE", "day") + "    approve = CallbackStep(\n"),
        ("steps=[look_up, score, approve]", "steps=[look_up, score, approve, export]"),
        rules=(),
    ),
    _mutant(
        "SB401: a transform job cuts its input in a way that there is not",
        NIGHTLY,
        ('split_type="Line"', 'split_type="Lines"'),
        rules=("SB401",),
    ),
)
