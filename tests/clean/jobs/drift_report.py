"""Reports drift in a container of our own; works under either session."""

import attr
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep


def _filled(instance, attribute, value):
    if not value:
        raise ValueError(f"{attribute.name} is empty")


@attr.s(auto_attribs=True, kw_only=True)
class DriftConfig:
    image_uri: str = attr.ib(validator=_filled)
    instance_type: str = attr.ib(validator=_filled)
    entry_point: str = attr.ib(validator=_filled)
    source_dir: str = attr.ib(validator=_filled)
    threshold: float = 0.2
    kms_key: str = None
    env: dict = attr.Factory(dict)


class DriftReportStepBuilder:
    def __init__(self, config: DriftConfig, sagemaker_session=None, role=None):
        if not role:
            raise ValueError("role is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs=None, dependencies=None):
        inputs = dict(inputs or {})
        for name in ("current", "reference"):
            if inputs.get(name) is None or inputs.get(name) == "":
                raise ValueError(f"{name} is not given")
        config = self.config
        processor = ScriptProcessor(
            image_uri=config.image_uri,
            command=["python3"],
            role=self.role,
            instance_type=config.instance_type,
            instance_count=1,
            volume_kms_key=config.kms_key,
            output_kms_key=config.kms_key,
            env=dict(config.env),
            sagemaker_session=self.session,
        )
        report = PropertyFile(name="DriftReport", output_name="report", path="drift.json")
        return ProcessingStep(
            name="DriftReport",
            processor=processor,
            inputs=[
                ProcessingInput(input_name=name, source=inputs[name], destination=f"/opt/ml/processing/input/{name}")
                for name in ("current", "reference")
            ],
            outputs=[ProcessingOutput(output_name="report", source="/opt/ml/processing/report")],
            job_arguments=["--threshold", str(config.threshold)],
            code=config.source_dir + "/" + config.entry_point,
            property_files=[report],
            depends_on=list(dependencies or []),
        )
