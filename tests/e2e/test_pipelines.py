"""Pipelines that go wrong are named and bounded, and leave those beside them alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.conftest import Run

IMPORTS = """\
from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession

QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/q"


def wait(name):
    return CallbackStep(name=name, sqs_queue_url=QUEUE, inputs={}, outputs=[])


"""
GOOD = "def get_pipeline(): return Pipeline(name='p', steps=[wait('A')], sagemaker_session=PipelineSession())\n"
MANY = """def get_pipeline():
    return Pipeline(name='p', steps=[wait(f'S{n}') for n in range(500)], sagemaker_session=PipelineSession())
"""
ENDLESS = """def get_pipeline():
    while True:
        step = wait('A')
    return Pipeline(name='p', steps=[step])
"""
UNKNOWN = "def get_pipeline(catalogue): return Pipeline(name=catalogue.name, steps=[wait('A')])\n"
LEAVES = "import os\ndef get_pipeline():\n    os._exit(3)\n    return Pipeline(name='p', steps=[wait('A')])\n"


def notebook(*sources: str) -> str:
    cells = [{"cell_type": "code", "metadata": {}, "source": each.splitlines(keepends=True)} for each in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}, indent=1)


def test_each_says_what_is_wrong_and_the_good_one_is_good(run: Run, tmp_path: Path) -> None:
    for name, text in {
        "good.py": GOOD,
        "many.py": MANY,
        "unknown.py": UNKNOWN,
        "leaves.py": LEAVES,
    }.items():
        (tmp_path / name).write_text(IMPORTS + text, encoding="utf-8")
    (tmp_path / "cells.ipynb").write_text(notebook(IMPORTS, "x = = 1", GOOD, "get_pipeline()"), encoding="utf-8")
    (tmp_path / "old.py").write_text("print 'Python 2'\n", encoding="utf-8")

    result = run("check", ".", "--no-cache", "--timeout", "20", "-f", "json=out.json", "-q")

    assert result.returncode == 1
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    found = {
        subject["path"]: {
            outcome["rule"]: outcome["findings"][0]["message"]
            for outcome in subject["outcomes"]
            if outcome["outcome"] == "failed"
        }
        for subject in document["subjects"]
    }
    assert found["good.py"] == {}
    assert found["many.py"] == {}
    assert "nothing says what its argument 'catalogue' is" in found["unknown.py"]["PL100"]
    assert "exited with status 3" in found["leaves.py"]["PL100"]
    assert found["cells.ipynb"] == {"PL100": "a cell does not parse: invalid syntax"}


def test_an_endless_one_is_ended_at_its_bound(run: Run, tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(IMPORTS + ENDLESS, encoding="utf-8")

    result = run("check", ".", "--no-cache", "--timeout", "2", "-f", "json=-", "-q")

    assert result.returncode == 1
    (subject,) = json.loads(result.stdout)["subjects"]
    failed = {
        each["rule"]: each["findings"][0]["message"] for each in subject["outcomes"] if each["outcome"] == "failed"
    }
    assert "exceeded its time limit" in failed["PL100"]


def test_what_would_be_checked_is_listed_without_a_run(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(IMPORTS + GOOD, encoding="utf-8")
    (tmp_path / "cells.ipynb").write_text(notebook(IMPORTS, GOOD), encoding="utf-8")

    result = run("check", "--list")

    assert result.returncode == 0
    assert result.stdout.split("\n")[:2] == ["notebook  cells.ipynb::", "pipeline  good.py::get_pipeline"]


def test_the_settings_that_are_asked_for_help(run: Run, tmp_path: Path) -> None:
    (tmp_path / "unknown.py").write_text(IMPORTS + UNKNOWN.replace("catalogue.name", "catalogue"), encoding="utf-8")
    (tmp_path / "cursus-tester.toml").write_text(
        '[pipelines."unknown.py::get_pipeline"]\narguments = { catalogue = "sales" }\n', encoding="utf-8"
    )

    assert run("check", "--no-cache", "-q").returncode == 0


def test_variables_of_another_notebook_are_made_by_their_names(run: Run, tmp_path: Path) -> None:
    told = "%store -r\n" + IMPORTS + "name = default_bucket\n"
    (tmp_path / "cells.ipynb").write_text(notebook(told, GOOD, "get_pipeline()"), encoding="utf-8")

    assert run("check", "--no-cache", "-q").returncode == 0


HALTS = """
bucket = boto3.client("s3").list_buckets()["Buckets"][7]["Name"]
processor = Processor(image_uri=f"{bucket}:1", role="R", instance_count=1, instance_type="ml.m5.large")
step = ProcessingStep("P", processor=processor)
"""
ASKS = """def get_pipeline(role):
    ssm, sm = boto3.client("ssm"), boto3.client("sagemaker")
    queue = ssm.get_parameter(Name="/team/queue")["Parameter"]["Value"]
    assert input("Your S3 bucket: ").startswith("sagemaker-") and input() == "made-up-input"
    packages = sm.list_model_packages(ModelPackageGroupName="sales")["ModelPackageSummaryList"]
    arn = sm.describe_model_package(ModelPackageName=packages[0]["ModelPackageArn"])["ModelPackageArn"]
    image = sm.describe_image_version(ImageName="sales")["ContainerImage"]
    step = CallbackStep(name="A", sqs_queue_url=QUEUE, inputs={"a": arn, "b": image, "c": queue}, outputs=[])
    return Pipeline(name="p", steps=[step], sagemaker_session=PipelineSession())
"""
OF_LAMBDA = """def get_pipeline():
    function = Lambda(function_name="f", execution_role_arn=ROLE, script=__file__, handler="f.f")
    pipeline = Pipeline("p", steps=[LambdaStep("L", lambda_func=function)], sagemaker_session=PipelineSession())
    print(pipeline.definition())
    return pipeline
"""
OF_OBJECTS = """def get_step(trained_model: Model, group_name):
    return ModelStep("R", step_args=trained_model.register(
        content_types=["text/csv"], response_types=["text/csv"], inference_instances=["ml.m5.large"],
        model_package_group_name=group_name))
"""
MORE = """import boto3
from sagemaker.lambda_helper import Lambda
from sagemaker.model import Model
from sagemaker.processing import Processor
from sagemaker.workflow.lambda_step import LambdaStep
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.steps import ProcessingStep
ROLE = "arn:aws:iam::123456789012:role/R"
"""


MAKES = """client = boto3.client("sagemaker", region_name="us-east-1")
client.create_model_package_group(ModelPackageGroupName="models")
client.create_model(
    ModelName="first", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "1.dkr.ecr.us-east-1.amazonaws.com/i:1"}
)
"""


def test_what_only_the_team_has_is_made_up_and_the_first_cause_is_named(run: Run, tmp_path: Path) -> None:
    for name, text in {"asks.py": ASKS, "calls.py": OF_LAMBDA, "objects.py": OF_OBJECTS}.items():
        (tmp_path / name).write_text(IMPORTS + MORE + text, encoding="utf-8")
    good = "wait_again = wait('B')\n" + GOOD
    (tmp_path / "halts.ipynb").write_text(notebook(IMPORTS + MORE, HALTS), encoding="utf-8")
    (tmp_path / "goes_on.ipynb").write_text(notebook(IMPORTS, "1 / 0\n" + good, "get_pipeline()"), encoding="utf-8")

    (tmp_path / "makes.ipynb").write_text(notebook(IMPORTS + MORE, MAKES, HALTS), encoding="utf-8")
    (tmp_path / "makes.py").write_text(
        IMPORTS + MORE + MAKES + "Pipeline(name='p', steps=[wait('B')])\n", encoding="utf-8"
    )

    run("check", ".", "--no-cache", "-f", "json=out.json", "-q")

    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    found = {
        subject["path"]: [
            (outcome["rule"], each["message"], each["cell"])
            for outcome in subject["outcomes"]
            if outcome["outcome"] == "failed"
            for each in outcome["findings"]
        ]
        for subject in document["subjects"]
    }
    assert found.pop("halts.ipynb") == [
        ("PL100", "building the pipeline raised IndexError: list index out of range", "cell 2, line 2")
    ]
    # What a notebook or script makes in the account itself hides nothing that fails.
    assert found.pop("makes.ipynb") == [
        ("PL100", "building the pipeline raised IndexError: list index out of range", "cell 3, line 2")
    ]
    assert found == {"asks.py": [], "calls.py": [], "goes_on.ipynb": [], "makes.py": [], "objects.py": []}


def test_a_pipeline_is_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(IMPORTS + GOOD.replace("()", "(region)", 1), encoding="utf-8")

    shown = run("show", "good.py::get_pipeline").stdout

    for wanted in ("region = 'us-east-1'", "CallbackStep(name='A'", "pipeline p, compiled", '"SqsQueueUrl"'):
        assert wanted in shown
    elsewhere = run("show", "good.py::get_pipeline", "--scenario", "another region", "-f", "json").stdout
    assert json.loads(elsewhere)["trace"]["build"]["arguments"] == {"region": "'us-west-2'"}


LACKS = """import os
import boto3
import sagemaker
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.steps import ProcessingStep
from beside import owner
HERE = os.path.dirname(os.path.abspath(__file__))


def get_pipeline(catalogue, **settings):
    boto3.client("sagemaker").describe_feature_group(FeatureGroupName=settings["feature_group_name"])
    session = PipelineSession()
    processor = SKLearnProcessor(
        "1.2-1", role=os.environ.get("TEAM_ROLE"), instance_type="ml.m5.large", instance_count=1,
        sagemaker_session=session)
    run = processor.run(
        code=os.path.join(HERE, "jobs", "clean.py"), arguments=[os.environ["STAGE"], catalogue["table"], owner()])
    return Pipeline(name="p", steps=[ProcessingStep("A", step_args=run)], sagemaker_session=session)
"""


def test_everything_that_is_missing_is_named_at_once_and_the_rest_is_judged(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lacks.py").write_text(IMPORTS + LACKS, encoding="utf-8")
    (tmp_path / "beside.py").write_text("import os\n\ndef owner(): return os.environ['OWNER']\n", encoding="utf-8")

    run("check", "lacks.py::get_pipeline", "--no-cache", "-f", "json=out.json", "-q")

    [subject] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["subjects"]
    failed = [each for each in subject["outcomes"] if each["outcome"] not in ("passed", "not_applicable")]
    [finding] = [finding for each in failed for finding in each["findings"]]
    assert [each["rule"] for each in failed] == ["PL100"]
    table = finding["hint"].partition("\n")[2]
    assert table.splitlines() == [
        '[tool.cursus-tester.pipelines."lacks.py::get_pipeline"]',
        'arguments = { catalogue = "made-up-catalogue" }',
        'environment = { TEAM_ROLE = "arn:aws:iam::123456789012:role/ConformanceExecutionRole", '
        'STAGE = "conformance", OWNER = "made-up-OWNER" }',
        'files-missing = ["jobs/clean.py"]',
    ]
    notes = [each for outcome in subject["outcomes"] if outcome["rule"] == "PL318" for each in outcome["findings"]]
    assert [each["message"].partition(" is made up")[0] for each in notes] == [
        "the answer to sagemaker DescribeFeatureGroup conformance"
    ]

    (tmp_path / "pyproject.toml").write_text(table.replace('"made-up-catalogue"', '{ table = "t" }'), encoding="utf-8")
    assert run("check", "lacks.py::get_pipeline", "--no-cache", "-q").returncode == 0


def test_what_stands_in_for_data_does_not_help(run: Run, tmp_path: Path) -> None:
    text = (
        'import json\n\ndef get_pipeline():\n    name = json.load(open("names.json"))["name"]\n    return wait(name)\n'
    )
    (tmp_path / "reads.py").write_text(IMPORTS + text, encoding="utf-8")

    run("check", "reads.py::get_pipeline", "--no-cache", "-f", "json=out.json", "-q")

    [subject] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["subjects"]
    [message] = [
        each["message"]
        for outcome in subject["outcomes"]
        if outcome["outcome"] == "failed"
        for each in outcome["findings"]
    ]
    assert message.startswith("building the pipeline needs the file names.json: FileNotFoundError")


def test_a_pipeline_without_steps_says_nothing_of_the_steps_that_failed(run: Run, tmp_path: Path) -> None:
    named = "from sagemaker.workflow.pipeline import Pipeline\nprint(Pipeline(name='p').name)"
    failing = "wait(rows[3])\nPipeline(name='p', steps=[wait(rows[3])], sagemaker_session=PipelineSession())"
    (tmp_path / "handle.ipynb").write_text(notebook(IMPORTS, "rows = []", failing, named), encoding="utf-8")
    (tmp_path / "other.ipynb").write_text(
        notebook(IMPORTS, "rows = []", failing, GOOD, "get_pipeline()"), encoding="utf-8"
    )

    run("check", ".", "--no-cache", "-f", "json=out.json", "-q")

    for subject in json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["subjects"]:
        failed = {each["rule"]: each for each in subject["outcomes"] if each["outcome"] == "failed"}
        assert [each["message"] for each in failed["PL100"]["findings"]] == [
            "building the pipeline raised IndexError: list index out of range"
        ], subject["path"]


def test_named_variables_of_other_notebooks_are_made_up(run: Run, tmp_path: Path) -> None:
    stores = notebook("train_artifact = 's3://bucket/train'", "%store train_artifact")
    (tmp_path / "first.ipynb").write_text(stores, encoding="utf-8")
    told = "%store -r\n%store -r held\n" + IMPORTS + "names = [train_artifact, held]\n"
    (tmp_path / "second.ipynb").write_text(notebook(told, GOOD, "get_pipeline()"), encoding="utf-8")

    assert run("check", "second.ipynb", "--no-cache", "-q").returncode == 0
