"""Hints that were obeyed (`tests.mutants.obeyed`), of jobs, registrations, conditions, functions and pipelines."""

from __future__ import annotations

from tests.mutants.obeyed import Obeyed

OBEYED_OF_JOBS = (
    # Any step with a cache, and with arguments beside its request.
    Obeyed(
        mutant="SB313: the expiry is no duration",
        hint='expire_after="P30D"',
        edits=(('found.expire_after = "30 days"', 'found.expire_after = "P30D"'),),
    ),
    Obeyed(
        mutant="SB313: a processing job is never cached",
        hint="where enable_caching is true, and none where it is not",
        edits=(
            (
                "    def _get_cache_config(self, kwargs: Any) -> None:\n        return None\n",
                "    def _get_cache_config(self, kwargs: Any) -> Any:\n"
                "        from sagemaker.workflow.steps import CacheConfig\n\n"
                '        wanted = kwargs.get("enable_caching")\n'
                '        return CacheConfig(enable_caching=True, expire_after="P30D") if wanted else None\n',
            ),
        ),
    ),
    Obeyed(
        mutant="SB353: the volume of tuned jobs is fixed",
        hint="pass config.volume_size to the call that takes it",
        edits=(('"volume_size": 50', '"volume_size": self.config.volume_size'),),
    ),
    Obeyed(
        mutant="SB314: a name for the training job",
        hint="leave it out: each run of the pipeline names its job itself",
    ),
    # Processing steps.
    Obeyed(mutant="PR201: an output has another name than the specification's", hint="name an output 'train"),
    Obeyed(mutant="PR201: two outputs have one name", hint="give each output a name of its own"),
    Obeyed(mutant="PR202: an input has the name of another one", hint="as the specification does"),
    Obeyed(mutant="PR203: an input is put where the script does not look", hint="correct its destination="),
    Obeyed(mutant="PR203: an output is taken from outside /opt/ml/processing", hint="correct its source="),
    Obeyed(mutant="PR204: an argument of the contract is not passed", hint="and its value"),
    Obeyed(
        mutant="PR204: an argument is a number",
        hint="make it a string: str(value)",
        edits=(('"--validation-share", 0.2', '"--validation-share", str(0.2)'),),
    ),
    # Tuning steps.
    Obeyed(
        mutant="TU301: an objective that nothing measures",
        hint="define the metric, with a regular expression that finds it in the log",
        edits=(
            (
                'tuner.objective_metric_name = "validation:auc"\n',
                'tuner.objective_metric_name = "validation:auc"\n'
                '        found = {"Name": "validation:auc", "Regex": "validation-auc:([0-9.]+)"}\n'
                "        tuner.metric_definitions = [*(tuner.metric_definitions or []), found]\n",
            ),
        ),
    ),
    Obeyed(
        mutant="TU301: an objective of a type that the service does not know",
        hint="pass Maximize or Minimize",
        edits=(('"minimize"', '"Minimize"'),),
    ),
    Obeyed(
        mutant="TU302: a range that ends where it begins",
        hint="correct the range",
        edits=(("IntegerParameter(8, 8)", "IntegerParameter(2, 8)"),),
    ),
    Obeyed(
        mutant="TU302: more jobs at a time than in all",
        hint="pass max_jobs of at least max_parallel_jobs",
        edits=(("tuner.max_parallel_jobs = 2, 4", "tuner.max_parallel_jobs = 4, 4"),),
    ),
    Obeyed(
        mutant="TU303: a hyperparameter is set and tuned",
        hint="leave it out of one of the two",
        edits=(('"hyperparameters": {"learning_rate": 0.2}', '"hyperparameters": {}'),),
    ),
    # Registrations.
    Obeyed(mutant="RM301: a package of no group", hint="pass model_package_group_name="),
    Obeyed(mutant="RM302: a package without content types", hint="pass content_types="),
    Obeyed(mutant="RM302: a package that runs on no instance", hint="pass inference_instances="),
    Obeyed(
        mutant="RM302: metrics at a place on the machine",
        hint="pass their place in S3, s3://",
        edits=(('self._get_metrics("reports")', 'self._get_metrics("s3://churn/reports")'),),
    ),
    Obeyed(
        mutant="RM406: registers no model",
        hint="pass the step's archive to the model: model_data=step.properties.ModelArtifacts.S3ModelArtifacts",
    ),
    # Conditions and functions.
    Obeyed(mutant="CO301: no conditions", hint="pass conditions="),
    Obeyed(mutant="CO301: two numbers are compared", hint="compare the output of a step, or a parameter"),
    Obeyed(mutant="CO301: both branches are empty", hint="pass if_steps=[…] or else_steps=[…]"),
    Obeyed(mutant="LA301: an output of the specification is not declared", hint="to outputs="),
    Obeyed(mutant="LA302: the function is called by its name", hint="pass function_arn= to Lambda"),
    Obeyed(
        mutant="LA302: an input is nested",
        hint="json.dumps of a nested one",
        edits=(
            (
                '{"package": {"group": self.config.package_group}}',
                '{"package": __import__("json").dumps({"group": self.config.package_group})}',
            ),
        ),
    ),
    Obeyed(
        mutant="LA390: the function is made at build",
        hint="deploy the function by itself and pass its function_arn",
    ),
    # Checks.
    Obeyed(mutant="QC301: a check of quality names no group", hint="pass model_package_group_name="),
    Obeyed(
        mutant="QC302: two checks of bias have one output, and the configuration below it",
        hint="s3_output_path of its own",
        edits=(("/checks/bias", "/checks/{facet}"),),
    ),
    # Pipelines.
    Obeyed(mutant="PL100: the script of a step is not there", hint="put the file into the repository"),
    Obeyed(mutant="PL100: a cell does not parse", hint="correct the syntax"),
    Obeyed(mutant="PL301: two steps have one name", hint="give one of them another name"),
    Obeyed(
        mutant="PL301: the step of a branch is in the pipeline's list too",
        hint="leave it out of the list of the pipeline",
    ),
    Obeyed(mutant="PL302: a parameter is not declared", hint="to Pipeline(parameters="),
    Obeyed(
        mutant="PL303: only the default of a parameter is used",
        hint="hand the parameter itself, not its value, to the step that it is for",
        edits=(("right=least.default_value)", "right=least)"),),
    ),
    Obeyed(mutant="PL304: two steps wait for each other", hint="remove one of these depends_on"),
    Obeyed(
        mutant="PL305: a step outside a branch waits for one inside it",
        hint="or let it depend on",
        edits=(("depends_on=[load])", "depends_on=[decide])"),),
    ),
    Obeyed(mutant="PL306: an output's name is misspelt", hint="use the name of an output that it has"),
    Obeyed(
        mutant="PL306: a structure where a location is wanted",
        hint="add the property behind it that holds the value",
        edits=(("step_train.properties.ModelArtifacts,", "step_train.properties.ModelArtifacts.S3ModelArtifacts,"),),
    ),
    Obeyed(
        mutant="PL307: no step has the property file",
        hint="give it to that step: property_files=",
    ),
    Obeyed(mutant="PL307: the JSON path is missing", hint="say where in the JSON the value is"),
    Obeyed(mutant="PL308: a parameter is compared", hint="decide with a ConditionStep"),
    Obeyed(
        mutant="PL308: a parameter in an f-string",
        hint='put the text together with Join(on="", values=[…])',
        edits=(('arguments=[f"--table={table}"]', 'arguments=[Join(on="", values=["--table=", table])]'),),
    ),
    Obeyed(mutant="PL309: the time of the build is in a location", hint="take what differs from a parameter"),
    Obeyed(
        mutant="TF302: a step's name in place of its model's", hint="pass model_name=model_step.properties.ModelName"
    ),
    Obeyed(mutant="PL309: a function step has no name", hint="give the step a name: @step(name="),
    Obeyed(mutant="PL310: a plain session runs the processing job", hint="a PipelineSession as its session"),
    Obeyed(mutant="PL310: the function makes the group itself", hint="do this before or after the pipeline is built"),
    Obeyed(
        mutant="PL311: a location is read of a step's arguments",
        hint="use step.properties (with Join) in place of step.arguments",
    ),
    Obeyed(
        mutant="PL312: a step's name has blanks",
        hint="use up to 64 letters, digits, hyphens and underscores",
        edits=(('name="Train the model",', 'name="Train-the-model",'),),
    ),
    Obeyed(
        mutant="PL312: a pipeline's name has an underscore",
        hint="letters, digits and single hyphens between them",
        edits=(('name="churn_daily"', 'name="churn-daily"'),),
    ),
    Obeyed(mutant="PL313: the code of a model stays on the machine", hint="use a PipelineSession with ModelStep"),
    Obeyed(mutant="PL314: what a cached step reads has another name each time", hint="take what differs from a"),
    Obeyed(mutant="in a pipeline: PL315: the image of one region for all", hint="images from image_uris.retrieve"),
    Obeyed(
        mutant="in a pipeline: PL316: the default of a parameter beside the parameter",
        hint="itself to the step, not its default_value",
    ),
    Obeyed(
        mutant="PL319: no slash before the name of the metrics",
        hint='join them with on="/"',
        edits=(("Join(on='',", "Join(on='/',"),),
    ),
    Obeyed(
        mutant="PL320: the model is looked for where no job puts it",
        hint="use the property of Train that holds the location",
    ),
    Obeyed(mutant="PL321: the script writes another file", hint="use the name that the script writes"),
    Obeyed(
        mutant="PL323: the default is none of the values that are allowed",
        hint="add it to enum_values",
        edits=(('["eu", "us"]', '["eu", "us", "apac"]'),),
    ),
    Obeyed(
        mutant="PL324: a cached step reads a folder of the machine that builds",
        hint="leave cache_config out",
        edits=((", cache_config=CACHE)", ")"),),
    ),
    Obeyed(
        mutant="SB416: a list of hyperparameters holds a parameter",
        hint="hand the variable over by itself",
        edits=(("threads=[count, 4]", "threads=count"),),
    ),
    Obeyed(
        mutant="in a pipeline: PL317: the queue is named by its ARN",
        hint="pass sqs_queue_url=, such as https://sqs.",
        edits=(
            (
                '"arn:aws:sqs:us-east-1:123456789012:approvals"',
                '"https://sqs.us-east-1.amazonaws.com/123456789012/approvals"',
            ),
        ),
    ),
)
