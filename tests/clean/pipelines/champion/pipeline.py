"""Trains a challenger beside the champion, of an earlier execution, and puts the better one in its place."""

from pathlib import Path

from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionEquals
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

SCRIPT = str(Path(__file__).parent / "job.py")


def get_pipeline(role: str, bucket: str, session: PipelineSession) -> Pipeline:
    """The pipeline; `Folder` ends with a slash, as the folders of the team do."""
    folder = ParameterString(name="Folder", default_value=f"s3://{bucket}/tables/")
    mode = ParameterString(name="Mode", default_value="full")

    def job(name, inputs=None, outputs=None, arguments=None, depends_on=None):
        processor = SKLearnProcessor(
            framework_version="1.2-1",
            role=role,
            instance_type="ml.m5.xlarge",
            instance_count=1,
            sagemaker_session=session,
        )
        run = processor.run(
            code=SCRIPT,
            arguments=arguments,
            inputs=[
                ProcessingInput(source=each, destination=f"/opt/ml/processing/{key}") for key, each in inputs or ()
            ],
            outputs=[
                ProcessingOutput(output_name=key, source=f"/opt/ml/processing/{key}", destination=each)
                for key, each in outputs or ()
            ],
        )
        return ProcessingStep(name=name, step_args=run, depends_on=depends_on)

    champion = job("MeasureChampion", inputs=[("champion", f"s3://{bucket}/models/model.tar.gz")])
    split = job("Split", outputs=[("table", folder), ("report", f"s3://{bucket}/reports/split")])
    outputs = split.properties.ProcessingOutputConfig.Outputs
    estimator = SKLearn(
        entry_point=SCRIPT,
        framework_version="1.2-1",
        role=role,
        instance_type="ml.m5.xlarge",
        instance_count=1,
        output_path=f"s3://{bucket}/models/",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=estimator.fit(
            {"train": TrainingInput(Join(on="", values=[outputs["table"].S3Output.S3Uri, "train.csv"]))}
        ),
    )
    promote = job(
        "Promote",
        inputs=[("challenger", train.properties.ModelArtifacts.S3ModelArtifacts)],
        outputs=[
            ("best", f"s3://{bucket}/models"),
            ("notes", Join(on="", values=[outputs["report"].S3Output.S3Uri, "-notes"])),
        ],
        arguments=["--notes", Join(on="", values=[train.properties.OutputDataConfig.S3OutputPath, "notes.txt"])],
        depends_on=[champion],
    )
    # Both write the same, and one of them runs.
    scores = f"s3://{bucket}/scores"
    full = job("ScoreAll", outputs=[("scores", scores)])
    tell = job("Tell", inputs=[("scores", scores)], depends_on=[full])
    quick = job("ScoreSome", outputs=[("scores", scores)])
    if_full = ConditionStep(
        name="IfFull",
        conditions=[ConditionEquals(left=mode, right="full")],
        if_steps=[full, tell],
        else_steps=[],
        depends_on=[promote],
    )
    if_quick = ConditionStep(
        name="IfQuick",
        conditions=[ConditionEquals(left=mode, right="quick")],
        if_steps=[quick],
        else_steps=[],
        depends_on=[promote],
    )
    steps = [champion, split, train, promote, if_full, if_quick]
    return Pipeline(name="champion", parameters=[folder, mode], steps=steps, sagemaker_session=session)
