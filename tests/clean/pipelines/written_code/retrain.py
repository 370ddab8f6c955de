"""Style: the script of a job is written to /tmp while the pipeline is made, as notebooks do."""

from __future__ import annotations

import os

from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

FOLDER = "/tmp/forecast-code"


def make_pipeline(role: str, session: PipelineSession, /) -> Pipeline:
    """Counts the rows of a table with a script that lies nowhere in the repository."""
    os.makedirs(FOLDER, exist_ok=True)
    script = os.path.join(FOLDER, "count_rows.py")
    with open(script, "w", encoding="utf-8") as stream:
        stream.write("print(sum(1 for _ in open('/opt/ml/processing/input/table.csv')))\n")
    processor = SKLearnProcessor(
        framework_version="1.2-1",
        role=role,
        instance_type="ml.m5.large",
        instance_count=1,
        sagemaker_session=session,
    )
    counting = ProcessingStep("CountRows", step_args=processor.run(code=script))
    return Pipeline("rows", steps=[counting], sagemaker_session=session)
