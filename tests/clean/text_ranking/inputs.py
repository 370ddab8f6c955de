"""Where the inputs of a step come from."""

from sagemaker.workflow.steps import TrainingStep


class MissingInput(ValueError):
    def __init__(self, step, name):
        super().__init__(f"{step}: the input {name!r} is missing")


def model_artifacts(step_name, name, given, direct, dependencies):
    for value in (direct, (given or {}).get(name)):
        if value is not None:
            if isinstance(value, str) and value == "":
                raise MissingInput(step_name, name)
            return value
    for step in dependencies:
        if isinstance(step, TrainingStep):
            return step.properties.ModelArtifacts.S3ModelArtifacts
    raise MissingInput(step_name, name)
