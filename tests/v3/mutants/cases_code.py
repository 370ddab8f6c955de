"""Mutants for what SDK v3 does with inference code: dropped, not there, packed for another step."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/v3/xgboost_model.py"
PYTORCH = "builders/v3/pytorch_model.py"
GENERIC = "builders/v3/generic_model.py"
MULTI_CONTAINER = "builders/v3/multi_container_model.py"
REGISTER = "builders/v3/xgboost_register_model.py"
GATED = "tests/v3/clean/pipelines/gated/gated_pipeline.py"
SCORING = "tests/v3/clean/pipelines/scoring/scoring_pipeline.py"

# What stands in the reference builders, each exactly once in its file.
_CODE = "inference_code(self._get_source_dir(), self.config.entry_point)"
_IMPORT = "from sagemaker.serve.model_builder import ModelBuilder\n"
_WITH_SOURCE_CODE = f"from sagemaker.core.training.configs import SourceCode\n{_IMPORT}"
_OWN_CODE = (
    ("from cursus_tester.contract.v3.inference_code import inference_code\n", ""),
    (_IMPORT, _WITH_SOURCE_CODE),
)
_DATA = "            s3_model_data_url=model_data,\n"
_MODELS = "            model=[\n"
_MODEL_LIST_CONFIG = "    #: The only Python version of the SKLearn and XGBoost images.\n"


def _with_code(arguments: str) -> tuple[tuple[str, str], ...]:
    """The builder's own ``SourceCode``."""
    return (*_OWN_CODE, (_CODE, f"SourceCode({arguments})"))


_DROPPED = (
    Mutant(
        name="CM371: code without a script",
        file=XGBOOST,
        replace=_with_code("source_dir=self._get_source_dir()"),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371: PyTorch's code without a script",
        file=PYTORCH,
        replace=_with_code("source_dir=self._get_source_dir()"),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371: a script without its folder",
        file=XGBOOST,
        replace=_with_code("entry_script=self.config.entry_point"),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371: a registered model's code without a script",
        file=REGISTER,
        replace=_with_code("source_dir=self._get_source_dir()"),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371: code beside several containers",
        file=MULTI_CONTAINER,
        replace=(
            (_IMPORT, _WITH_SOURCE_CODE),
            (_MODEL_LIST_CONFIG, f"    #: The folder with the code.\n    source_dir: Text\n{_MODEL_LIST_CONFIG}"),
            (
                _MODELS,
                "            source_code=SourceCode(\n"
                "                source_dir=self._get_source_dir(), entry_script=self.config.entry_point\n"
                f"            ),\n{_MODELS}",
            ),
        ),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371 twin: the script and its folder",
        file=XGBOOST,
        replace=_with_code("source_dir=self._get_source_dir(), entry_script=self.config.entry_point"),
        rules=(),
    ),
)

_NOT_THERE = (
    Mutant(
        name="CM372: a script that is not in the folder",
        file=XGBOOST,
        replace=_with_code('source_dir=self._get_source_dir(), entry_script="predictor.py"'),
        rules=("CM372",),
    ),
    Mutant(
        name="CM372: PyTorch's script is not in the folder",
        file=PYTORCH,
        replace=_with_code('source_dir=self._get_source_dir(), entry_script="code_of_the_model.py"'),
        rules=("CM372",),
    ),
    Mutant(
        name="CM372: a registered model's script is not in the folder",
        file=REGISTER,
        replace=_with_code('source_dir=self._get_source_dir(), entry_script="predictor.py"'),
        rules=("CM372",),
    ),
    Mutant(
        name="CM372: the script lies below a folder",
        file=SCORING,
        replace=(
            (
                'SourceCode(source_dir=str(CODE), entry_script="inference.py")',
                'SourceCode(source_dir=str(CODE.parent), entry_script=f"{CODE.name}/inference.py")',
            ),
        ),
        rules=("CM372",),
    ),
    Mutant(
        name="CM372: the script of a pipeline's model is not in the folder",
        file=SCORING,
        replace=(
            (
                'SourceCode(source_dir=str(CODE), entry_script="inference.py")',
                'SourceCode(source_dir=str(CODE), entry_script="predict.py")',
            ),
        ),
        rules=("CM372",),
    ),
    Mutant(
        name="CM372 twin: the same folder by its whole path",
        file=XGBOOST,
        replace=_with_code(
            "source_dir=str(Path(self._get_source_dir()).absolute()), entry_script=self.config.entry_point"
        ),
        rules=(),
    ),
)

_ARCHIVES = (
    Mutant(
        name="CM373: no archive",
        file=GENERIC,
        replace=((_DATA, ""),),
        rules=("CM373",),
    ),
    Mutant(
        name="CM373: an empty text for the archive",
        file=GENERIC,
        replace=((_DATA, '            s3_model_data_url="",\n'),),
        rules=("CM373",),
    ),
    Mutant(
        name="CM373 twin: the archive by an attribute",
        file=GENERIC,
        replace=(
            ("        return ModelBuilder(\n", "        builder = ModelBuilder(\n"),
            (_DATA, "            s3_model_data_url=None,\n"),
            (
                "            sagemaker_session=self.session,\n        )\n",
                "            sagemaker_session=self.session,\n        )\n"
                "        builder.s3_model_data_url = model_data\n        return builder\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="CM374: a place of its own beside the archive",
        file=GENERIC,
        replace=((_DATA, f'            model_path="s3://team-models/latest/model.tar.gz",\n{_DATA}'),),
        rules=("CM374",),
    ),
    Mutant(
        name="CM374: the archive of the last release beside the archive to pack",
        file=XGBOOST,
        replace=((_DATA, f'            model_path="s3://team-models/latest/model.tar.gz",\n{_DATA}'),),
        rules=("CM374",),
    ),
    Mutant(
        name="CM374 twin: a local folder of work, and one archive",
        file=GENERIC,
        replace=((_DATA, f'            model_path="model",\n{_DATA}'),),
        rules=(),
    ),
)

_SCORING_STEP = '    create = ModelStep(name="CreateModel", step_args=builder.build(model_name="scoring"))\n'
_REGISTER_MODEL = (
    "        model = ModelBuilder(\n"
    "            image_uri=IMAGE,\n"
    "            s3_model_data_url=trained.properties.ModelArtifacts.S3ModelArtifacts,\n"
)
_PIPELINES = (
    Mutant(
        name="CM375: one request for two steps",
        file=SCORING,
        replace=(
            (
                _SCORING_STEP,
                '    request = builder.build(model_name="scoring")\n'
                '    create = ModelStep(name="CreateModel", step_args=request)\n'
                '    shadow = ModelStep(name="CreateShadowModel", step_args=request)\n',
            ),
            ("steps=[prepare, train, create, score]", "steps=[prepare, train, create, shadow, score]"),
        ),
        rules=("CM375",),
    ),
    Mutant(
        name="CM375 twin: a request for each of two steps",
        file=SCORING,
        replace=(
            (
                _SCORING_STEP,
                f"{_SCORING_STEP}"
                "    another = ModelBuilder(\n"
                '        image_uri=_image("xgboost", "1.7-1", region, "inference"),\n'
                "        s3_model_data_url=train.properties.ModelArtifacts.S3ModelArtifacts,\n"
                '        source_code=SourceCode(source_dir=str(CODE), entry_script="inference.py"),\n'
                "        role_arn=role,\n"
                "        sagemaker_session=session,\n"
                "    )\n"
                '    shadow = ModelStep(name="CreateShadowModel", step_args=another.build(model_name="shadow"))\n',
            ),
            ("steps=[prepare, train, create, score]", "steps=[prepare, train, create, shadow, score]"),
        ),
        rules=(),
    ),
    Mutant(
        name="CM380: code is packed whatever the condition says",
        file=GATED,
        replace=(
            (
                _REGISTER_MODEL,
                f"{_REGISTER_MODEL}"
                "            source_code=SourceCode(\n"
                '                source_dir=os.path.join(HERE, "code"), entry_script="evaluate.py"\n'
                "            ),\n",
            ),
        ),
        rules=("CM380",),
    ),
    Mutant(
        name="CM380 twin: code is packed into an archive that is there",
        file=GATED,
        replace=(
            (
                _REGISTER_MODEL,
                "        model = ModelBuilder(\n            image_uri=IMAGE,\n"
                '            s3_model_data_url="s3://company-data/ranking/model.tar.gz",\n'
                "            source_code=SourceCode(\n"
                '                source_dir=os.path.join(HERE, "code"), entry_script="evaluate.py"\n'
                "            ),\n",
            ),
            (
                "            sagemaker_session=self.session,\n        )\n        return ModelStep(\n",
                '            sagemaker_session=self.session,\n        )\n        model.model_name = "ranking"\n'
                "        return ModelStep(\n",
            ),
        ),
        rules=(),
    ),
    Mutant(
        name="CM380 twin: code is packed by a step of its own in the branch",
        file=GATED,
        replace=(
            (
                "            if_steps=[self.register(trained)],\n",
                "            if_steps=[packed, self.register(packed)],\n",
            ),
            (
                "        gate = ConditionStep(\n",
                """        data = ProcessingS3Input(
            s3_uri=trained.properties.ModelArtifacts.S3ModelArtifacts,
            local_path="/opt/ml/processing/trained",
            s3_data_type="S3Prefix",
            s3_input_mode="File",
        )
        archive = ProcessingS3Output(
            s3_uri=Join(on="/", values=["s3://company-data/packed", ExecutionVariables.PIPELINE_EXECUTION_ID]),
            local_path="/opt/ml/processing/packed",
            s3_upload_mode="EndOfJob",
        )
        packer = ScriptProcessor(
            image_uri=IMAGE,
            command=["python3"],
            instance_type="ml.m5.xlarge",
            instance_count=1,
            role=self.role,
            sagemaker_session=self.session,
        )
        run = packer.run(
            code=os.path.join(HERE, "code", "evaluate.py"),
            inputs=[ProcessingInput(input_name="trained", s3_input=data)],
            outputs=[ProcessingOutput(output_name="packed", s3_output=archive)],
        )
        packed = ProcessingStep(name="Pack", step_args=run)
        gate = ConditionStep(
""",
            ),
            ("def register(self, trained: TrainingStep)", "def register(self, packed: ProcessingStep)"),
            (
                _REGISTER_MODEL,
                """        folder = packed.properties.ProcessingOutputConfig.Outputs["packed"].S3Output.S3Uri
        model = ModelBuilder(
            image_uri=IMAGE,
            s3_model_data_url=Join(on="/", values=[folder, "model.tar.gz"]),
""",
            ),
        ),
        rules=(),
    ),
)

MUTANTS = (*_DROPPED, *_NOT_THERE, *_ARCHIVES, *_PIPELINES)
