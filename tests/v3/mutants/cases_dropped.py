"""Mutants of SDK v3's silences: what it drops, skips or sends twice without a word."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_SCORING = "tests/v3/clean/pipelines/scoring/scoring_pipeline.py"
_CHANNEL = 'InputData(channel_name="train", data_source=prepared'
_INPUT = """                ProcessingInput(
                    input_name="raw",
"""
_STORED = """                    s3_input=ProcessingS3Input(
                        s3_uri=raw,
                        local_path="/opt/ml/processing/raw",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                    ),
"""
_QUERY = """                    app_managed=True,
                    dataset_definition=DatasetDefinition(
                        local_path="/opt/ml/processing/raw",
                        athena_dataset_definition=AthenaDatasetDefinition(
                            catalog="AwsDataCatalog",
                            database="sales",
                            query_string="SELECT * FROM orders",
                            output_s3_uri=raw,
                            output_format="PARQUET",
                        ),
                    ),
"""
_PIPELINE = "from sagemaker.mlops.workflow.pipeline import Pipeline\n"
_SHAPES = f"from sagemaker.core.shapes import AthenaDatasetDefinition, DatasetDefinition\n{_PIPELINE}"
_SCRIPT = '            code=str(CODE / "preprocess.py"),\n'
_FOLDER = '            code="preprocess.py",\n            source_dir=str(CODE),\n'
_FRAMEWORK = (
    ("    processor = ScriptProcessor(", "    processor = FrameworkProcessor("),
    ("import ScriptProcessor", "import FrameworkProcessor"),
    # Its address has the time in it, so that no cache hits (PL380).
    (
        "            outputs=outputs,\n        ),\n        cache_config=CACHE,\n",
        "            outputs=outputs,\n        ),\n",
    ),
)
_CODE = '        source_code=SourceCode(source_dir=str(CODE), entry_script="inference.py"),\n'
_ARCHIVE = "        s3_model_data_url=train.properties.ModelArtifacts.S3ModelArtifacts,\n"
_SPECIFIED = """        inference_spec=Echo(),
        schema_builder=SchemaBuilder("question", "answer"),
        model_server=ModelServer.{},
        model_path=str(CODE),
        dependencies={{"auto": False}},
"""
_ECHO = """from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.serve.builder.schema_builder import SchemaBuilder
from sagemaker.serve.spec.inference_spec import InferenceSpec
from sagemaker.serve.utils.types import ModelServer
"""
_TOP = 'CODE = Path(__file__).with_name("code")\n'
_CLASS = f'''{_TOP}

class Echo(InferenceSpec):
    """Answers with what it is asked."""

    def load(self, model_dir: str) -> object:
        return str

    def invoke(self, data: object, model: object) -> object:
        return model(data)


'''


def _specified(server: str) -> tuple[tuple[str, str], ...]:
    """The model of the pipeline by a specification, for a model server."""
    return (
        (_PIPELINE, _ECHO),
        (_TOP, _CLASS),
        (_CODE, _SPECIFIED.format(server)),
        (_ARCHIVE, ""),
    )


MUTANTS = (
    Mutant(
        name="SB401: a channel has the name of the SDK's own, by which the code comes",
        file=_SCORING,
        replace=((_CHANNEL, _CHANNEL.replace('"train"', '"code"')),),
        rules=("SB401",),
    ),
    Mutant(
        name="SB401 twin: a channel of any other name",
        file=_SCORING,
        replace=((_CHANNEL, _CHANNEL.replace('"train"', '"codes"')),),
        rules=(),
    ),
    Mutant(
        name="SB401: a query that the SDK leaves out",
        file=_SCORING,
        replace=((_PIPELINE, _SHAPES), (_INPUT + _STORED, _INPUT + _QUERY)),
        rules=("SB401",),
    ),
    Mutant(
        name="PL313: requirements that are not in the code of a processing job",
        file=_SCORING,
        replace=(*_FRAMEWORK, (_SCRIPT, f'{_FOLDER}            requirements="requirements-job.txt",\n')),
        rules=("PL313",),
    ),
    Mutant(
        name="PL313 twin: requirements by their path in the code of a processing job",
        file=_SCORING,
        replace=(*_FRAMEWORK, (_SCRIPT, f'{_FOLDER}            requirements=str(CODE / "requirements.txt"),\n')),
        rules=(),
    ),
    Mutant(
        name="CM371: dependencies beside the code of a model",
        file=_SCORING,
        replace=((_CODE, f'{_CODE}        dependencies={{"requirements": str(CODE.parent / "requirements.txt")}},\n'),),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371: packages beside the code of a model",
        file=_SCORING,
        replace=((_CODE, f'{_CODE}        dependencies={{"auto": False, "custom": ["pyarrow==17.0.0"]}},\n'),),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371 twin: dependencies that are packed with the code",
        file=_SCORING,
        replace=((_CODE, f'{_CODE}        dependencies={{"requirements": str(CODE / "requirements.txt")}},\n'),),
        rules=(),
    ),
    Mutant(
        name="CM371: a specification for a model server that gets none",
        file=_SCORING,
        replace=_specified("MMS"),
        rules=("CM371",),
    ),
    Mutant(
        name="CM371 twin: a specification for a model server that serves it",
        file=_SCORING,
        replace=_specified("TORCHSERVE"),
        rules=(),
    ),
    Mutant(
        name="CM371 twin: a specification of a model that no step makes",
        file=_SCORING,
        replace=(
            *_specified("MMS"),
            ("        steps=[prepare, train, create, score],\n", "        steps=[prepare, train],\n"),
        ),
        rules=(),
    ),
)
