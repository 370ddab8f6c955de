"""Mutants of pipelines for SDK v3."""

from __future__ import annotations

from tests.mutants.declare import Mutant

SCORING = "tests/v3/clean/pipelines/scoring/scoring_pipeline.py"
COUNTRIES = "tests/v3/clean/pipelines/countries/countries_pipeline.py"
GATED = "tests/v3/clean/pipelines/gated/gated_pipeline.py"
SEARCH = "tests/v3/clean/pipelines/search/search_pipeline.py"
BIKES = "tests/v3/clean/pipelines/bikes/bike_plan.py"
SCRIPT = "tests/v3/clean/pipelines/script/plain_script.py"

_STEPS = "        steps=[prepare, train, create, score],\n"
_SESSION = "        role=role,\n        sagemaker_session={},\n    )\n"
_TRAINED = "            s3_model_data_url=trained.properties.ModelArtifacts.S3ModelArtifacts,\n"
_CACHED = (
    """InputData(channel_name="train", data_source=prepared["train"].S3Output.S3Uri, content_type="text/csv")
            ]
        ),
""",
    """InputData(channel_name="train", data_source=prepared["train"].S3Output.S3Uri, content_type="text/csv")
            ]
        ),
        cache_config=CACHE,
""",
)
_ARCHIVE = "        s3_model_data_url=train.properties.ModelArtifacts.S3ModelArtifacts,\n"
_SELECTED = "loop.properties.Selected.ModelArtifacts.S3ModelArtifacts"
_SELECTOR = (
    '        selector=ForEachSelector(pick="MaxBy", field=IterationOutput(train).FinalMetricDataList["auc"].Value),\n'
)
_UPLOADED = 'source_dir="s3://company-data/code/1.4.0/", entry_script="train.py"'

#: A training job without source_code: the framework's image takes the archive that its hyperparameters name.
_STARTED_BY_IMAGE = (
    ('        source_code=TrainingCode(source_dir=str(CODE), entry_script="train.py"),\n', ""),
    ("from sagemaker.train.configs import SourceCode as TrainingCode\n", ""),
    (
        '        hyperparameters={"max_depth": 5,',
        '        hyperparameters={"sagemaker_program": "train.py", "sagemaker_submit_directory": '
        '"s3://company-data/code/1.4.0/sourcedir.tar.gz", "max_depth": 5,',
    ),
)
_LITERAL = '        s3_model_data_url="s3://company-data/models/3/model.tar.gz",\n'
_SAID_TWICE = f"{_LITERAL}{_LITERAL.replace('s3_model_data_url', 'model_path')}"
_PREFIX = (
    '        s3_model_data_url={"S3DataSource": {"S3Uri": "s3://company-data/models/3/", "S3DataType": "S3Prefix", '
    '"CompressionType": "None"}},\n'
)
_MODELS = (
    "from sagemaker.mlops.workflow.pipeline import Pipeline\n",
    "from sagemaker.mlops.workflow.model_step import ModelStep\n"
    "from sagemaker.mlops.workflow.pipeline import Pipeline\n"
    "from sagemaker.serve.model_builder import ModelBuilder\n",
)
_SERVING_CODE = (
    '            source_code=SourceCode(source_dir=os.path.join(HERE, "code"), entry_script="evaluate.py"),\n'
)
_NAMED = '        model.model_name = "ranking"\n        return ModelStep(\n            name="Register",'
_RETURN = '    return Pipeline(name="churn-search", parameters=[data], steps=steps, sagemaker_session=session)\n'
_BEST = (
    '    best = search.get_top_model_s3_uri(top_k={}, s3_bucket="company-models", prefix="churn")\n'
    "    builder = ModelBuilder(image_uri=IMAGE, s3_model_data_url=best, role_arn=role, sagemaker_session=session)\n"
    '    steps.append(ModelStep(name="Best", step_args=builder.build()))\n'
)
_SECOND_SEARCH = """    second = ModelTrainer(
        training_image=IMAGE,
        source_code=SourceCode(source_dir=os.path.join(HERE, "refit"), entry_script="train.py"),
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
        output_data_config=OutputDataConfig(s3_output_path="s3://company-models/churn"),
        base_job_name="churn-search",
        role=role,
        sagemaker_session=session,
    )
    tuner = HyperparameterTuner(
        model_trainer=second,
        objective_metric_name="auc",
        metric_definitions=[{"Name": "auc", "Regex": r"auc=([0-9.]+)"}],
        hyperparameter_ranges={"eta": ContinuousParameter(0.01, 0.5)},
    )
    steps.append(TuningStep(name="Refine", step_args=tuner.tune(inputs=[channel])))
"""
_CANDIDATE = '        hyperparameters={"rounds": 200},\n'

_TUNED = "        max_jobs=12,\n"
_TRAIN_CHANNEL = '    channel = InputData(channel_name="train", data_source=data)\n'
_SHUFFLED = """    location = S3DataSource(s3_data_type="S3Prefix", s3_uri=data)
    channel = Channel(
        channel_name="train", data_source=DataSource(s3_data_source=location), shuffle_config=ShuffleConfig(seed={seed})
    )
"""
_SHAPES = (
    "from sagemaker.core.workflow.parameters import ParameterString\n",
    "from sagemaker.core.shapes import Channel, DataSource, S3DataSource, ShuffleConfig\n"
    "from sagemaker.core.workflow.parameters import ParameterString\n",
)

MUTANTS = (
    Mutant(
        name="PL324: a cached step reads a folder of the machine that builds",
        file=SCORING,
        replace=(("s3_uri=raw,", "s3_uri=str(CODE),"),),
        rules=("PL324",),
    ),
    Mutant(
        name="SB416: a list of hyperparameters holds a parameter",
        file=SEARCH,
        replace=((_CANDIDATE, '        hyperparameters={"rounds": 200, "tables": [data]},\n'),),
        rules=("SB416",),
    ),
    Mutant(
        name="SB416 twin: a hyperparameter is a parameter",
        file=SEARCH,
        replace=((_CANDIDATE, '        hyperparameters={"rounds": 200, "table": data},\n'),),
        rules=(),
    ),
    Mutant(
        name="SB417: the seed of a search is zero",
        file=SEARCH,
        replace=((_TUNED, f"{_TUNED}        random_seed=0,\n"),),
        rules=("SB417",),
    ),
    Mutant(
        name="SB417 twin: the seed of a search is one",
        file=SEARCH,
        replace=((_TUNED, f"{_TUNED}        random_seed=1,\n"),),
        rules=(),
    ),
    Mutant(
        name="SB417: a channel is shuffled by zero",
        file=SEARCH,
        replace=(_SHAPES, (_TRAIN_CHANNEL, _SHUFFLED.format(seed=0))),
        rules=("SB417",),
    ),
    Mutant(
        name="SB417 twin: a channel is shuffled by seven",
        file=SEARCH,
        replace=(_SHAPES, (_TRAIN_CHANNEL, _SHUFFLED.format(seed=7))),
        rules=(),
    ),
    Mutant(
        name="TU381: the trainer of a search is isolated",
        file=SEARCH,
        replace=(
            (
                'security_group_ids=["sg-1"]),\n        output',
                'security_group_ids=["sg-1"], enable_network_isolation=True),\n        output',
            ),
        ),
        rules=("TU381",),
    ),
    Mutant(
        name="TU381: the volume of a search is encrypted",
        file=SEARCH,
        replace=(
            (
                "instance_count=1),\n        networking",
                'instance_count=1, volume_kms_key_id="alias/churn"),\n        networking',
            ),
        ),
        rules=("TU381",),
    ),
    Mutant(
        name="TU381: a command starts the code of a search",
        file=SEARCH,
        replace=(
            (
                '"search"), entry_script="train.py"),\n        compute',
                '"search"), command="python train.py"),\n        compute',
            ),
        ),
        rules=("TU381",),
    ),
    Mutant(
        name="TU381 twin: the volume of a search is larger, which the SDK keeps",
        file=SEARCH,
        replace=(
            (
                "instance_count=1),\n        networking",
                "instance_count=1, volume_size_in_gb=50),\n        networking",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="TR381: two trainers with one name and code of their own",
        file=SEARCH,
        replace=(('base_job_name=f"churn-{name.lower()}"', 'base_job_name="churn"'),),
        rules=("TR381",),
    ),
    Mutant(
        name="TR381: two trainers named by their image",
        file=SEARCH,
        replace=(('            base_job_name=f"churn-{name.lower()}",\n', ""),),
        rules=("TR381",),
    ),
    Mutant(
        name="TR381: two trainers with one name that start one folder by two scripts",
        file=SEARCH,
        replace=(
            ('base_job_name=f"churn-{name.lower()}"', 'base_job_name="churn"'),
            (
                'source_dir=os.path.join(HERE, folder), entry_script="train.py"',
                'source_dir="s3://company-data/code/7/", command=f"python {folder}.py"',
            ),
        ),
        rules=("TR381",),
    ),
    Mutant(
        name="TR381: two searches with one name and code of their own",
        file=SEARCH,
        replace=(("    for name, folder in ((", f"{_SECOND_SEARCH}    for name, folder in (("),),
        rules=("TR381",),
    ),
    Mutant(
        name="TR381 twin: two searches with names of their own",
        file=SEARCH,
        replace=(
            (
                "    for name, folder in ((",
                _SECOND_SEARCH.replace("churn-search", "churn-refit") + "    for name, folder in ((",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="TR381 twin: two trainers with one name and one code",
        file=SEARCH,
        replace=(
            ('base_job_name=f"churn-{name.lower()}"', 'base_job_name="churn"'),
            ('("Forest", "refit")', '("Forest", "search")'),
        ),
        rules=(),
    ),
    Mutant(
        name="PL301: two steps of one name",
        file=SCORING,
        replace=(('        name="Train",\n', '        name="Prepare",\n'),),
        rules=("PL301",),
    ),
    Mutant(
        name="PL302: a parameter that is not declared",
        file=SCORING,
        replace=(("        parameters=[raw, machines],\n", "        parameters=[raw],\n"),),
        rules=("PL302",),
    ),
    Mutant(
        name="PL303: a parameter that nothing uses",
        file=SCORING,
        replace=(("        instance_count=machines,\n", "        instance_count=2,\n"),),
        rules=("PL303",),
    ),
    Mutant(
        name="PL304: steps wait for one another",
        file=SCORING,
        replace=(("    return Pipeline(\n", "    prepare.add_depends_on([score])\n    return Pipeline(\n"),),
        rules=("PL304",),
    ),
    Mutant(
        name="PL305: scores with a model that a branch registers",
        file=GATED,
        replace=(
            (
                "            if_steps=[self.register(trained)],\n",
                "            if_steps=[registered],\n",
            ),
            (
                "        gate = ConditionStep(\n",
                "        registered = self.register(trained)\n        trained.add_depends_on([registered])\n"
                "        gate = ConditionStep(\n",
            ),
        ),
        rules=("PL305", "PL304"),
    ),
    Mutant(
        name="PL306: a property that training does not have",
        file=GATED,
        replace=((_TRAINED, "            s3_model_data_url=trained.properties.ModelArtifacts.S3Uri,\n"),),
        rules=("PL306", "PL100"),
    ),
    Mutant(
        name="PL307: a property file of an output that the step does not have",
        file=GATED,
        replace=(
            (
                'PropertyFile(name="Report", output_name="report", path="report.json")',
                'PropertyFile(name="Report", output_name="metrics", path="report.json")',
            ),
        ),
        rules=("PL307",),
    ),
    Mutant(
        name="PL307: the condition reads a file that no step declares",
        file=GATED,
        replace=((", property_files=[self.report]", ""),),
        rules=("PL307", "PL100"),
    ),
    Mutant(
        name="PL309: the time of the build in the place of the scores",
        file=SCORING,
        replace=(
            (
                '        output_path="s3://company-data/scores",\n',
                '        output_path=f"s3://company-data/scores/{time.time()}",\n',
            ),
            ("from pathlib import Path\n", "import time\nfrom pathlib import Path\n"),
        ),
        rules=("PL309",),
    ),
    Mutant(
        name="PL310: trains while the pipeline is built",
        file=SCORING,
        replace=(
            (f"{_SESSION.format('session')}    train =", f"{_SESSION.format('Session()')}    train ="),
            (
                "from sagemaker.core.processing import ScriptProcessor\n",
                "from sagemaker.core.helper.session_helper import Session\n"
                "from sagemaker.core.processing import ScriptProcessor\n",
            ),
        ),
        rules=("PL310", "PL100"),
    ),
    Mutant(
        name="PL313: the code of a model is dropped",
        file=SCORING,
        replace=(
            (
                'source_code=SourceCode(source_dir=str(CODE), entry_script="inference.py")',
                "source_code=SourceCode(source_dir=str(CODE))",
            ),
        ),
        rules=("PL313", "CM371"),
    ),
    Mutant(
        name="PL314: the date of the build in the arguments of a cached job",
        file=SCORING,
        replace=(
            (
                "            outputs=outputs,\n",
                '            outputs=outputs,\n            arguments=["--day", str(datetime.datetime.now())],\n',
            ),
            ("from pathlib import Path\n", "import datetime\nfrom pathlib import Path\n"),
        ),
        rules=("PL314", "PL309"),
    ),
    Mutant(
        name="PL380: a training job that is cached, with a folder of code",
        file=SCORING,
        replace=(_CACHED,),
        rules=("PL380",),
    ),
    Mutant(
        name="PL380: the same with code that the team has uploaded, which is started by files at a new address",
        file=SCORING,
        replace=(_CACHED, ('source_dir=str(CODE), entry_script="train.py"', _UPLOADED)),
        rules=("PL380",),
    ),
    Mutant(
        name="PL380 twin: the image starts the code that the team has uploaded",
        file=SCORING,
        replace=(_CACHED, *_STARTED_BY_IMAGE),
        rules=(),
    ),
    Mutant(
        name="PL305: reads a step of a loop's body",
        file=COUNTRIES,
        replace=((_SELECTED, "train.properties.ModelArtifacts.S3ModelArtifacts"),),
        rules=("PL305",),
    ),
    Mutant(
        name="PL306: the item of a loop outside of it",
        file=COUNTRIES,
        replace=(('s3_uri="s3://company-ml/countries/best"', 's3_uri=Join(on="/", values=["s3://company-ml", item])'),),
        rules=("PL306",),
    ),
    Mutant(
        name="PL306: a step that the body of the loop does not have",
        file=COUNTRIES,
        replace=((_SELECTED, "loop.properties.IterationOutputs[0].Train.ModelArtifacts.S3ModelArtifacts"),),
        rules=("PL306",),
    ),
    Mutant(
        name="PL306: the selected round of a loop that selects none",
        file=COUNTRIES,
        replace=((_SELECTOR, ""),),
        rules=("PL306",),
    ),
    Mutant(
        name="PL306 twin: the first round of a loop",
        file=COUNTRIES,
        replace=((_SELECTED, "loop.properties.IterationOutputs[0].TrainCountry.ModelArtifacts.S3ModelArtifacts"),),
        rules=(),
    ),
    Mutant(
        name="PL380 twin: the caching is left out",
        file=SCORING,
        replace=(("        cache_config=CACHE,\n", ""),),
        rules=(),
    ),
    Mutant(
        name="TU303: a trainer of a pipeline is given what its search tunes",
        file=BIKES,
        replace=(('hyperparameters={"epochs": 20}', 'hyperparameters={"epochs": 20, "lr": 0.01}'),),
        rules=("TU303",),
    ),
    Mutant(
        name="RM301: a pipeline registers a package of no group",
        file=BIKES,
        replace=(('                model_package_group_name="bikes",\n', ""),),
        rules=("RM301",),
    ),
    Mutant(
        name="PL303: a plan whose methods return it forgets a parameter",
        file=BIKES,
        replace=((", self.part, Exec", ", Exec"),),
        rules=("PL303",),
    ),
    Mutant(
        name="PL303 twin: the methods of the plan called one by one",
        file=BIKES,
        replace=(
            (
                "    return Plan(sagemaker_session, role).with_search().with_package().with_scores().build()\n",
                "    plan = Plan(sagemaker_session, role)\n"
                "    plan.with_search()\n"
                "    plan.with_package().with_scores()\n"
                "    return plan.build()\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="CM373: a model of a module has code and no archive, after steps that are made",
        file=SCRIPT,
        replace=(("    s3_model_data_url=fit.properties.ModelArtifacts.S3ModelArtifacts,\n", ""),),
        rules=("CM373",),
    ),
    Mutant(
        name="CM373: the model of a pipeline has no archive",
        file=SCORING,
        replace=((_ARCHIVE, ""),),
        rules=("CM373",),
    ),
    Mutant(
        name="CM373: the model of a pipeline has neither archive nor code",
        file=SCORING,
        replace=(
            (_ARCHIVE, ""),
            ('        source_code=SourceCode(source_dir=str(CODE), entry_script="inference.py"),\n', ""),
        ),
        rules=("CM373",),
    ),
    Mutant(
        name="CM374: two places of the archive of a pipeline's model",
        file=GATED,
        replace=((_TRAINED, f'{_TRAINED}            model_path="s3://company-data/ranking/last/model.tar.gz",\n'),),
        rules=("CM374",),
    ),
    Mutant(
        name="CM374 twin: one place of the archive of a pipeline's model, said twice",
        file=SCORING,
        replace=((_ARCHIVE, _SAID_TWICE),),
        rules=(),
    ),
    Mutant(
        name="CM371: code beside model data that is a prefix in S3",
        file=SCORING,
        replace=((_ARCHIVE, _PREFIX),),
        rules=("CM371",),
    ),
    Mutant(
        name="CM372: packs a folder without the script into a literal archive",
        file=SCORING,
        replace=((_ARCHIVE, _LITERAL), ('entry_script="inference.py"', 'entry_script="serve.py"')),
        rules=("CM372",),
    ),
    Mutant(
        name="CM372 twin: packs the script into a literal archive",
        file=SCORING,
        replace=((_ARCHIVE, _LITERAL),),
        rules=(),
    ),
    Mutant(
        name="CM380 twin: the repack step is listed in the branch, too",
        file=GATED,
        replace=(
            ("if_steps=[self.register(trained)],", "if_steps=[*registered.steps, registered],"),
            ("        ndcg = JsonGet(", "        registered = self.register(trained)\n        ndcg = JsonGet("),
            (_TRAINED, f"{_TRAINED}{_SERVING_CODE}"),
            ('        return ModelStep(\n            name="Register",', _NAMED),
        ),
        rules=(),
    ),
    Mutant(
        name="PL306: the best of a search but for more jobs than it runs",
        file=SEARCH,
        replace=(_MODELS, (_RETURN, f"{_BEST.format(12)}{_RETURN}")),
        rules=("PL306",),
    ),
    Mutant(
        name="PL306 twin: the last of a search",
        file=SEARCH,
        replace=(_MODELS, (_RETURN, f"{_BEST.format(11)}{_RETURN}")),
        rules=(),
    ),
    Mutant(
        name="TU302: a logarithmic scale from 0",
        file=SEARCH,
        replace=(("ContinuousParameter(0.01, 0.5)", 'ContinuousParameter(0.0, 0.5, scaling_type="Logarithmic")'),),
        rules=("TU302",),
    ),
    Mutant(
        name="TU302: a reverse logarithmic scale to 1",
        file=SEARCH,
        replace=(
            ("ContinuousParameter(0.01, 0.5)", 'ContinuousParameter(0.5, 1.0, scaling_type="ReverseLogarithmic")'),
        ),
        rules=("TU302",),
    ),
    Mutant(
        name="TU302 twin: scales within their bounds",
        file=SEARCH,
        replace=(
            ("ContinuousParameter(0.01, 0.5)", 'ContinuousParameter(0.01, 0.5, scaling_type="ReverseLogarithmic")'),
            ("IntegerParameter(2, 9)", 'IntegerParameter(2, 9, scaling_type="Logarithmic")'),
        ),
        rules=(),
    ),
    Mutant(
        name="TU381: a command beside the script that a search runs",
        file=SEARCH,
        replace=(
            (
                'source_dir=os.path.join(HERE, "search"), entry_script="train.py"',
                'source_dir=os.path.join(HERE, "search"), entry_script="train.py", command="python train.py --all"',
            ),
        ),
        rules=("TU381",),
    ),
    Mutant(
        name="CO301: a condition that is always so",
        file=GATED,
        replace=(
            (
                "conditions=[ConditionGreaterThanOrEqualTo(left=ndcg, right=self.least)]",
                "conditions=[ConditionGreaterThanOrEqualTo(left=self.least, right=self.least)]",
            ),
        ),
        rules=("CO301",),
    ),
    Mutant(
        name="pipeline twin: the steps in another order",
        file=SCORING,
        replace=((_STEPS, "        steps=[score, create, train, prepare],\n"),),
        rules=(),
    ),
    Mutant(
        name="pipeline twin: the folder of code is an argument",
        file=SCORING,
        replace=(
            ("(role: str, session: PipelineSession) -> Pipeline:", "(role: str, session: PipelineSession, code: str):"),
            ('SourceCode(source_dir=str(CODE), entry_script="inf', 'SourceCode(source_dir=code, entry_script="inf'),
        ),
        rules=(),
    ),
    Mutant(
        name="pipeline twin: the folder of code is an argument, with a script that only the team has",
        file=SCORING,
        replace=(
            ("(role: str, session: PipelineSession) -> Pipeline:", "(role: str, session: PipelineSession, code: str):"),
            (
                'SourceCode(source_dir=str(CODE), entry_script="inference.py"',
                'SourceCode(source_dir=code, entry_script="serve.py"',
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="pipeline twin: a step that waits for another",
        file=GATED,
        replace=(
            (
                '        return ProcessingStep(name="Evaluate", step_args=run, property_files=[self.report])\n',
                "        return ProcessingStep(\n"
                '            name="Evaluate", step_args=run, property_files=[self.report], depends_on=[trained]\n'
                "        )\n",
            ),
        ),
        rules=(),
    ),
)
