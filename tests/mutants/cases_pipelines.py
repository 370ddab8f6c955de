"""Pipelines of ``tests/clean/pipelines`` with one defect each, and with changes that look like one and are none."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_FOLDER = "tests/clean/pipelines"
TEMPLATE = f"{_FOLDER}/template/pipeline.py"
CONFIGURED = f"{_FOLDER}/configured/pipeline.py"
OBJECTS = f"{_FOLDER}/object_oriented/pipeline.py"
SCRIPT = f"{_FOLDER}/script/train_pipeline.py"
FILES = f"{_FOLDER}/from_files/steps.py"
SCORING = f"{_FOLDER}/scoring/daily.py"
ABALONE = f"{_FOLDER}/notebooks/abalone.ipynb"
TWO = f"{_FOLDER}/notebooks/two_pipelines.ipynb"
CHAMPION, REPORTS = f"{_FOLDER}/champion/pipeline.py", f"{_FOLDER}/reports/pipeline.py"
FUNCTIONS = f"{_FOLDER}/functions/pipeline.py"
ONE_LINE = f"{_FOLDER}/notebooks/one_line.ipynb"

_LOADING = """    load = ProcessingStep(
        name="Load",
        step_args=processor.run(code="scripts/load.py", arguments=["--table", table]),
"""


def _metrics(on: str) -> tuple[tuple[str, str], ...]:
    """The registration with metrics below the evaluation's output."""
    return (
        ("import os\n", f"import os\n\n{_OF_METRICS}"),
        (
            "        approval_status=approval,\n",
            "        approval_status=approval,\n"
            '        model_metrics=ModelMetrics(model_statistics=MetricsSource(content_type="application/json",\n'
            f"            s3_uri=Join(on={on!r}, values=[\n"
            '                step_eval.properties.ProcessingOutputConfig.Outputs["evaluation"].S3Output.S3Uri,\n'
            '                "evaluation.json"]))),\n',
        ),
    )


_OF_METRICS = (
    "from sagemaker.model_metrics import MetricsSource, ModelMetrics\nfrom sagemaker.workflow.functions import Join\n"
)


def _mutant(name: str, file: str, *replace: tuple[str, str], rules: tuple[str, ...]) -> Mutant:
    return Mutant(name=name, file=file, replace=replace, rules=rules)


MUTANTS = (
    _mutant(
        "PL100: the script of a step is not there", TEMPLATE, ('"preprocess.py"', '"prepare.py"'), rules=("PL100",)
    ),
    _mutant(
        "PL100: a file is written that belongs to the machine",
        f"{_FOLDER}/written_code/retrain.py",
        ('FOLDER = "/tmp/forecast-code"', 'FOLDER = "/srv/forecast-code"'),
        rules=("PL100",),
    ),
    _mutant(
        "PL100: an environment variable without default is read",
        FILES,
        ('os.environ.get("SPARK_INSTANCE_TYPE", "ml.m5.xlarge")', 'os.environ["SPARK_INSTANCE_TYPE"]'),
        rules=("PL100",),
    ),
    _mutant(
        "PL100: a cell does not parse",
        ABALONE,
        ('"input_data = ParameterString(name=\\"InputData\\"', '"input_data = = ParameterString(name=\\"InputData\\"'),
        rules=("PL100",),
    ),
    _mutant(
        "PL100: an argument of which nothing is known",
        SCORING,
        ("    session: Session,\n    image_uri: str,", "    session: Session,\n    catalogue,\n    image_uri: str,"),
        rules=("PL100",),
    ),
    _mutant("PL100: a file beside the module is missing", FILES, ('"settings.json"', '"setup.json"'), rules=("PL100",)),
    _mutant("PL301: two steps have one name", TEMPLATE, ('name="Evaluate"', 'name="Preprocess"'), rules=("PL301",)),
    _mutant(
        "PL301: a step that is not listed has the name of one that is",
        OBJECTS,
        ("trained = self._training(features)", "trained = self._training(self._features())"),
        rules=("PL301",),
    ),
    _mutant(
        "PL301: the step of a branch is in the pipeline's list too",
        TEMPLATE,
        ("step_eval, step_condition]", "step_eval, step_register, step_condition]"),
        rules=("PL301",),
    ),
    _mutant(
        "PL302: a parameter is not declared",
        TEMPLATE,
        ("parameters=[count, approval, data]", "parameters=[count, approval]"),
        rules=("PL302",),
    ),
    _mutant(
        "PL302: a parameter of a class is not declared",
        OBJECTS,
        ("[self.instance_count, self.days, self.is_backfill]", "[self.instance_count, self.is_backfill]"),
        rules=("PL302",),
    ),
    _mutant("PL303: a parameter is not used", TEMPLATE, ("instance_count=count", "instance_count=1"), rules=("PL303",)),
    _mutant(
        "PL303: only the default of a parameter is used",
        SCRIPT,
        ("right=least)", "right=least.default_value)"),
        rules=("PL303",),
    ),
    _mutant(
        "PL304: two steps wait for each other",
        CONFIGURED,
        (
            "    registered = register(",
            "    prepared.add_depends_on([tuned])\n    registered = register(",
        ),
        rules=("PL304",),
    ),
    _mutant(
        "PL304: two steps of a notebook wait for each other",
        TWO,
        ('"second.add_depends_on([first])\\n"', '"second.add_depends_on([first]); first.add_depends_on([second])\\n"'),
        rules=("PL304",),
    ),
    _mutant(
        "PL305: a step outside a branch waits for one inside it",
        SCRIPT,
        (
            "    pipeline = Pipeline(\n",
            '    told = ProcessingStep("Tell", step_args=processor.run(code="scripts/load.py"), depends_on=[load])\n'
            "    pipeline = Pipeline(\n",
        ),
        ("steps=[check, decide]", "steps=[check, decide, told]"),
        rules=("PL305",),
    ),
    _mutant(
        "PL305: a step waits for one of the other branch",
        SCRIPT,
        (_LOADING, _LOADING + "        depends_on=[failed],\n"),
        rules=("PL305",),
    ),
    _mutant("PL306: an output's name is misspelt", TEMPLATE, ('out["train"]', 'out["trian"]'), rules=("PL306",)),
    _mutant(
        "PL306: a structure where a location is wanted",
        TEMPLATE,
        ("source=step_train.properties.ModelArtifacts.S3ModelArtifacts", "source=step_train.properties.ModelArtifacts"),
        rules=("PL306",),
    ),
    _mutant(
        "PL306: the output in place of its location",
        CONFIGURED,
        ("outputs[name].S3Output.S3Uri", "outputs[name].S3Output"),
        rules=("PL306",),
    ),
    _mutant(
        "PL307: no step has the property file", TEMPLATE, ("        property_files=[report],\n", ""), rules=("PL307",)
    ),
    _mutant(
        "PL307: the property file lies in an output that is not there",
        TEMPLATE,
        ('PropertyFile(name="Report", output_name="evaluation"', 'PropertyFile(name="Report", output_name="report"'),
        rules=("PL307",),
    ),
    _mutant("PL307: the JSON path is missing", SCRIPT, (', json_path="complete.share")', ")"), rules=("PL307",)),
    _mutant(
        "PL307: the file is read of another step",
        SCRIPT,
        ("JsonGet(step_name=check.name, property_file=report", 'JsonGet(step_name=check.name, property_file="Report"'),
        rules=("PL307",),
    ),
    _mutant(
        "PL308: a parameter is compared",
        TEMPLATE,
        (
            "    processor = SKLearnProcessor(",
            '    if approval == "Approved":\n        count = 2\n    processor = SKLearnProcessor(',
        ),
        rules=("PL308",),
    ),
    _mutant(
        "PL308: a boolean parameter is asked for its truth",
        OBJECTS,
        (
            "        destination = Join(",
            '        log.info("all of it" if self.is_backfill else "the last days")\n        destination = Join(',
        ),
        rules=("PL308",),
    ),
    _mutant(
        "PL308: a parameter in an f-string",
        SCRIPT,
        ('arguments=["--table", table, "--max-rows", str(args.max_rows)]', 'arguments=[f"--table={table}"]'),
        rules=("PL308",),
    ),
    _mutant(
        "PL308: a parameter is looked up in a list",
        TEMPLATE,
        (
            "    step_process = ProcessingStep(",
            '    assert approval not in ("Approved", "Rejected")\n    step_process = ProcessingStep(',
        ),
        rules=("PL308",),
    ),
    _mutant(
        "PL309: the time of the build is in a location",
        TEMPLATE,
        ('/{base_job_prefix}/train"', '/{base_job_prefix}/{int(time.time())}/train"'),
        ("import os\n", "import os\nimport time\n"),
        rules=("PL309",),
    ),
    _mutant(
        "PL309: an output has another name each time",
        CONFIGURED,
        ("{config.data_prefix}/{name}", "{config.data_prefix}/{uuid.uuid4()}/{name}"),
        ("from pathlib import Path\n", "from pathlib import Path\nimport uuid\n"),
        rules=("PL309",),
    ),
    _mutant(
        "PL309: a function step has no name",
        FUNCTIONS,
        ('step(read_meters, name="ReadMeters", **settings)', "step(read_meters, **settings)"),
        rules=("PL309",),
    ),
    _mutant(
        "PL314: what a cached step reads has another name each time",
        CONFIGURED,
        (
            'ProcessingInput(source=source, destination="/opt/ml/processing/input")',
            'ProcessingInput(source=f"s3://{config.bucket}/{time.time_ns()}", destination="/opt/ml/processing/input")',
        ),
        ("from pathlib import Path\n", "from pathlib import Path\nimport time\n"),
        ("        parameters=[source, status, most],", "        parameters=[status, most],"),
        rules=("PL314",),
    ),
    _mutant(
        "PL310: a plain session runs the processing job",
        TEMPLATE,
        ("    return PipelineSession(\n", "    return sagemaker.session.Session(\n"),
        rules=("PL310",),
    ),
    _mutant(
        "PL310: a notebook trains for real",
        ONE_LINE,
        ("sess = PipelineSession()", "sess = sagemaker.Session()"),
        rules=("PL310",),
    ),
    _mutant(
        "PL310: the function makes the group itself",
        TEMPLATE,
        (
            "    session = get_session(region, default_bucket)\n",
            "    session = get_session(region, default_bucket)\n"
            "    session.sagemaker_client.create_model_package_group(ModelPackageGroupName=model_package_group_name)\n",
        ),
        rules=("PL310",),
    ),
    _mutant(
        "PL311: a location is read of a step's arguments",
        TEMPLATE,
        (
            "    step_register = RegisterModel(\n",
            '    print(step_eval.arguments["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"])\n'
            "    step_register = RegisterModel(\n",
        ),
        rules=("PL311",),
    ),
    _mutant(
        "PL312: a step's name has blanks", TEMPLATE, ('name="Train",', 'name="Train the model",'), rules=("PL312",)
    ),
    _mutant(
        "PL312: a pipeline's name has an underscore", OBJECTS, ('name="churn"', 'name="churn_daily"'), rules=("PL312",)
    ),
    _mutant(
        "PL313: the code of a model stays on the machine",
        SCORING,
        (
            "    approve = CallbackStep(\n",
            "    model = PyTorchModel(\n"
            '        name="scores", model_data=look_up.properties.Outputs["location"], role=_role(session, role),\n'
            '        entry_point="daily.py", source_dir=os.path.dirname(__file__), framework_version="2.1",\n'
            '        py_version="py310", sagemaker_session=session,\n'
            "    )\n"
            '    made = CreateModelStep("Model", model=model, inputs=CreateModelInput(instance_type="ml.m5.large"))\n'
            "    approve = CallbackStep(\n",
        ),
        ("steps=[look_up, score, approve]", "steps=[look_up, score, made, approve]"),
        (
            "from sagemaker.workflow.steps import ProcessingStep\n",
            "from sagemaker.inputs import CreateModelInput\n"
            "from sagemaker.pytorch import PyTorchModel\n"
            "from sagemaker.workflow.steps import CreateModelStep, ProcessingStep\n",
        ),
        ("import asyncio\n", "import asyncio\nimport os\n"),
        rules=("PL313",),
    ),
    _mutant(
        "TF302: a step's name in place of its model's",
        f"{_FOLDER}/nightly/nightly.py",
        ("model_name=made.properties.ModelName", "model_name=made.name"),
        rules=("TF302",),
    ),
    _mutant(
        "SB401: the environment of a model in a pipeline has a number",
        OBJECTS,
        (
            "            model_data=trained.properties.ModelArtifacts.S3ModelArtifacts,\n",
            "            model_data=trained.properties.ModelArtifacts.S3ModelArtifacts,\n"
            '            env={"WORKERS": 4},\n',
        ),
        rules=("SB401",),
    ),
    # What looks like a defect and is none.
    _mutant(
        "a parameter is asked whether it is given",
        CONFIGURED,
        (
            "    processor = SKLearnProcessor(",
            "    assert source and source is not None\n    processor = SKLearnProcessor(",
        ),
        rules=(),
    ),
    _mutant(
        "a parameter is compared with nothing and with another one",
        SCORING,
        (
            "        if each not in known:",
            "        if each != None and each != day or each not in known:  # noqa: E711",
        ),
        rules=(),
    ),
    _mutant(
        "the arguments of a step with destinations are read",
        CONFIGURED,
        (
            "    tuned = tune(config",
            '    print(prepared.arguments["ProcessingOutputConfig"])\n    tuned = tune(config',
        ),
        rules=(),
    ),
    _mutant(
        "a notebook makes its group itself",
        ABALONE,
        (
            '"pipeline.upsert(role_arn=role)"',
            '"boto3.client(\\"sagemaker\\").create_model_package_group(ModelPackageGroupName=\\"abalone\\"); '
            'pipeline.upsert(role_arn=role)"',
        ),
        rules=(),
    ),
    _mutant(
        "a step waits for a condition",
        SCRIPT,
        (
            "    pipeline = Pipeline(\n",
            '    told = ProcessingStep("Tell", step_args=processor.run(code="scripts/load.py"), depends_on=[decide])\n'
            "    pipeline = Pipeline(\n",
        ),
        ("steps=[check, decide]", "steps=[check, decide, told]"),
        rules=(),
    ),
    _mutant("PL319: no slash before the name of the metrics", TEMPLATE, *_metrics(""), rules=("PL319",)),
    _mutant("a slash before the name of the metrics", TEMPLATE, *_metrics("/"), rules=()),
    _mutant(
        "PL320: the model is looked for where no job puts it",
        TEMPLATE,
        (
            "source=step_train.properties.ModelArtifacts.S3ModelArtifacts, destination=",
            'source=f"{estimator.output_path}/model.tar.gz", destination=',
        ),
        rules=("PL320",),
    ),
    _mutant(
        "PL320: nothing waits for the data",
        TEMPLATE,
        (
            'ProcessingOutput(output_name="test", source="/opt/ml/processing/test")',
            'ProcessingOutput(output_name="test", source="/opt/ml/processing/test", destination=f"{data_folder}/test")',
        ),
        (
            "    step_process = ",
            '    data_folder = f"s3://{session.default_bucket()}/{base_job_prefix}"\n    step_process = ',
        ),
        ('source=out["test"].S3Output.S3Uri', 'source=f"{data_folder}/test"'),
        (
            "source=step_train.properties.ModelArtifacts.S3ModelArtifacts, destination=",
            'source=f"{data_folder}/models/model.tar.gz", destination=',
        ),
        rules=("PL320",),
    ),
    _mutant(
        "data that is read by its name, behind the step that writes it",
        TEMPLATE,
        (
            'ProcessingOutput(output_name="test", source="/opt/ml/processing/test")',
            'ProcessingOutput(output_name="test", source="/opt/ml/processing/test", destination=f"{data_folder}/test")',
        ),
        (
            "    step_process = ",
            '    data_folder = f"s3://{session.default_bucket()}/{base_job_prefix}"\n    step_process = ',
        ),
        ('source=out["test"].S3Output.S3Uri', 'source=f"{data_folder}/test"'),
        rules=(),
    ),
    _mutant(
        "PL319: no slash behind the folder that a training job is given",
        CHAMPION,
        ('output_path=f"s3://{bucket}/models/"', 'output_path=f"s3://{bucket}/models"'),
        rules=("PL319",),
    ),
    _mutant(
        "PL320: one of two steps that write the same is not waited for",
        CHAMPION,
        ('inputs=[("scores", scores)], depends_on=[full])', 'inputs=[("scores", scores)])'),
        rules=("PL320",),
    ),
    _mutant(
        "PL320: nothing puts the champion where it is looked for",
        CHAMPION,
        ('("best", f"s3://{bucket}/models")', '("best", f"s3://{bucket}/best")'),
        rules=("PL320",),
    ),
    _mutant(
        "PL321: the default of a parameter names another report",
        REPORTS,
        ('"errors.json", "mae.value"', '"mistakes.json", "mae.value"'),
        rules=("PL321",),
    ),
    _mutant(
        "PL321: the script writes another file",
        TEMPLATE,
        ('path="evaluation.json"', 'path="metrics.json"'),
        rules=("PL321",),
    ),
    _mutant(
        "PL321: the report has no such key",
        TEMPLATE,
        ('json_path="regression_metrics.mse.value"', 'json_path="regression_metrics.rmse.value"'),
        rules=("PL321",),
    ),
    _mutant(
        "the report has such a key",
        TEMPLATE,
        ('json_path="regression_metrics.mse.value"', 'json_path="regression_metrics.mse.standard_deviation"'),
        rules=(),
    ),
    _mutant(
        "SB314: a pipeline's step is given arguments beside its request",
        TEMPLATE,
        (
            '        name="Preprocess",\n',
            '        name="Preprocess",\n        **dict([("job_arguments", ["--rows", "9"])]),\n',
        ),
        rules=("SB314",),
    ),
    _mutant(
        "PL318: a parameter of SSM is asked for",
        TEMPLATE,
        (
            "import os\n",
            'import os\n\nimport boto3\n\nTEAM = boto3.client("ssm", "us-east-1").get_parameter(Name="/team/owner")\n',
        ),
        rules=("PL318",),
    ),
    _mutant(
        "PL318: a package that is not installed",
        TEMPLATE,
        ("import os\n", "import os\n\nimport not_there_at_all\n"),
        rules=("PL318",),
    ),
    _mutant(
        "a missing module that the code does not insist on",
        TEMPLATE,
        (
            "import os\n",
            "import os\n\ntry:\n    import not_there_at_all as tracker\nexcept ImportError:\n    tracker = None\n",
        ),
        rules=(),
    ),
    _mutant(
        "a pipeline has many steps",
        FILES,
        (
            "    return [aggregate, score]\n",
            "    processor = _processor(sagemaker_session, role)\n"
            "    many = [\n"
            '        ProcessingStep(f"Job{number}", step_args=processor.run("jobs/aggregate.py"))\n'
            "        for number in range(60)\n"
            "    ]\n"
            "    return [aggregate, score, *many]\n",
        ),
        rules=(),
    ),
)
