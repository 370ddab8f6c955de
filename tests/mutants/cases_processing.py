"""Broken processing builders, and changes of them that break nothing."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_BASE = "builders/tabular_preprocessing.py"
_OWN = "builders/model_evaluation.py"
_MADE = "SKLearnProcessor(framework_version=self.config.framework_version, **self._get_processor_arguments())"
_BODY = f"        return {_MADE}\n"
_OWN_MADE = 'ScriptProcessor(image_uri=self.config.image_uri, command=["python3"], **self._get_processor_arguments())'
_OWN_BODY = f"        return {_OWN_MADE}\n"


def _processor(change: str) -> tuple[tuple[str, str], ...]:
    """The processor made of arguments that a statement has changed."""
    body = f"""        arguments = self._get_processor_arguments()
        {change}
        return SKLearnProcessor(framework_version=self.config.framework_version, **arguments)
"""
    return ((_BODY, body),)


def _method(text: str, file: str = _BASE) -> tuple[tuple[str, str], ...]:
    """A method of the base class replaced by the builder's own."""
    body = _BODY if file == _BASE else _OWN_BODY
    return ((body, body + text),)


_OUTPUTS = """
    def _get_outputs(self, outputs: Any) -> Any:
        found = super()._get_outputs(outputs)
        {}
        return found
"""
_CHANNELS = """
    def _get_channels(self, inputs: Any) -> Any:
        found = super()._get_channels(inputs)
        {}
        return found
"""
_ANY = (("from pathlib import Path\n", "from pathlib import Path\nfrom typing import Any\n"),)

MUTANTS = (
    Mutant(
        name="PR201: an output has another name than the specification's",
        file=_BASE,
        replace=(*_ANY, *_method(_OUTPUTS.format('found[0].output_name = "training"'))),
        rules=("PR201",),
    ),
    Mutant(
        name="PR201: two outputs have one name",
        file=_BASE,
        replace=(*_ANY, *_method(_OUTPUTS.format("found[1].output_name = found[0].output_name"))),
        rules=("PR201",),
    ),
    Mutant(
        name="PR201 twin: the outputs in another order",
        file=_BASE,
        replace=(*_ANY, *_method(_OUTPUTS.format("found.reverse()"))),
        rules=(),
    ),
    Mutant(
        name="PR202: an input has the name of another one",
        file=_OWN,
        replace=(
            *_ANY,
            *_method(
                _CHANNELS.format("found[0].input_name, found[1].input_name = found[1].input_name, found[0].input_name"),
                _OWN,
            ),
        ),
        rules=("PR202",),
    ),
    Mutant(
        name="PR202 twin: the inputs in another order",
        file=_OWN,
        replace=(*_ANY, *_method(_CHANNELS.format("found.reverse()"), _OWN)),
        rules=(),
    ),
    Mutant(
        name="SB350: a processing job runs on one instance whatever the config says",
        file=_BASE,
        replace=_processor('arguments["instance_count"] = 1'),
        rules=("SB350",),
    ),
    Mutant(
        name="PR203: an input is put where the script does not look",
        file=_BASE,
        replace=(*_ANY, *_method(_CHANNELS.format('found[0].s3_input.local_path = "/opt/ml/processing/input/data"'))),
        rules=("PR203",),
    ),
    Mutant(
        name="in a pipeline: PR203: several inputs are put at one path",
        file="tests/clean/pipelines/template/pipeline.py",
        replace=(('destination="/opt/ml/processing/test"', 'destination="/opt/ml/processing/model"'),),
        rules=("PR203",),
    ),
    Mutant(
        name="PR203: an output is taken from outside /opt/ml/processing",
        file=_BASE,
        replace=(*_ANY, *_method(_OUTPUTS.format('found[0].source = "/tmp/train"'))),
        rules=("PR203",),
    ),
    Mutant(
        name="PR203 twin: a path ends in a slash",
        file=_BASE,
        replace=(*_ANY, *_method(_CHANNELS.format('found[0].s3_input.local_path += "/"'))),
        rules=(),
    ),
    Mutant(
        name="PR204: an argument of the contract is not passed",
        file=_BASE,
        replace=_method("""
    def _get_job_arguments(self) -> None:
        return None
"""),
        rules=("PR204",),
    ),
    Mutant(
        name="PR204: an argument is a number",
        file=_BASE,
        replace=(
            *_ANY,
            *_method("""
    def _get_job_arguments(self) -> Any:
        return ["--validation-share", 0.2]
"""),
        ),
        rules=("PR204",),
    ),
    Mutant(
        name="PR204 twin: one more argument",
        file=_BASE,
        replace=(
            *_ANY,
            *_method("""
    def _get_job_arguments(self) -> Any:
        return [*(super()._get_job_arguments() or ()), "--seed", "1"]
"""),
        ),
        rules=(),
    ),
    Mutant(
        name="SB313: a processing job is never cached",
        file=_BASE,
        replace=(
            *_ANY,
            *_method("""
    def _get_cache_config(self, kwargs: Any) -> None:
        return None
"""),
        ),
        rules=("SB313",),
    ),
    Mutant(
        name="SB313: the expiry is no duration",
        file=_BASE,
        replace=(
            *_ANY,
            *_method("""
    def _get_cache_config(self, kwargs: Any) -> Any:
        found = super()._get_cache_config(kwargs)
        if found is not None:
            found.expire_after = "30 days"
        return found
"""),
        ),
        rules=("SB313",),
    ),
    Mutant(
        name="SB313 twin: the expiry has hours",
        file=_BASE,
        replace=(
            *_ANY,
            *_method("""
    def _get_cache_config(self, kwargs: Any) -> Any:
        found = super()._get_cache_config(kwargs)
        if found is not None:
            found.expire_after = "P1DT12H"
        return found
"""),
        ),
        rules=(),
    ),
    Mutant(
        name="SB350: a processor has a fixed machine",
        file=_BASE,
        replace=_processor('arguments["instance_type"] = "ml.m5.4xlarge"'),
        rules=("SB350",),
    ),
    Mutant(
        name="SB352: a processing job loses its VPC and isolation",
        file=_BASE,
        replace=_processor('arguments["network_config"] = None'),
        rules=("SB352",),
    ),
    Mutant(
        name="SB352: a processing job loses its tags",
        file=_BASE,
        replace=_processor('arguments.pop("tags")'),
        rules=("SB352",),
    ),
    Mutant(
        name="SB340: a processing job's environment has a number",
        file=_BASE,
        replace=_processor('arguments["env"]["RETRIES"] = 3'),
        rules=("SB340",),
    ),
    Mutant(
        name="SB341: a processing job's environment is the contract's alone",
        file=_BASE,
        replace=_processor('arguments["env"] = dict(self.spec.script_contract.optional_environment_variables)'),
        rules=("SB341",),
    ),
    Mutant(
        name="SB207: a processing job lacks a variable of its contract",
        file=_BASE,
        replace=_processor('arguments["env"].pop("PREPROCESSING_LOG_LEVEL", None)'),
        rules=("SB207",),
    ),
    Mutant(
        name="SB413: a processor has another role",
        file=_BASE,
        replace=_processor('arguments["role"] = "arn:aws:iam::999999999999:role/Other"'),
        rules=("SB413",),
    ),
    Mutant(
        name="SB401: a processing job has a volume of no size",
        file=_BASE,
        replace=_processor('arguments["volume_size_in_gb"] = 0'),
        rules=("SB401",),
    ),
    Mutant(
        name="SB402: a processing job's script is not there",
        file=_BASE,
        replace=_method("""
    def _get_code(self) -> str:
        return super()._get_code() + ".old"
"""),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: a container runs a file that no input holds",
        file=_OWN,
        replace=(
            (
                _OWN_BODY,
                f"""        processor = {_OWN_MADE}
        processor.command = ["python3", "/opt/ml/processing/libraries/start.py"]
        return processor
""",
            ),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB322: a processing job runs another version than the config's",
        file=_BASE,
        replace=((_MADE, 'SKLearnProcessor(framework_version="0.23-1", **self._get_processor_arguments())'),),
        rules=("SB322",),
    ),
    Mutant(
        name="SB314: outputs beside step_args",
        file=_BASE,
        replace=(
            *_ANY,
            *_method("""
    def create_step(self, **kwargs: Any) -> Any:
        from sagemaker.workflow.steps import ProcessingStep

        options = self._read_options(kwargs)
        job = {"inputs": self._get_channels(options.inputs), "code": self._get_code()}
        step = ProcessingStep(
            name=self._get_step_name(),
            step_args=self._create_processor().run(**job, arguments=self._get_job_arguments()),
            outputs=self._get_outputs({}),
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        return self._attach_specification(step)
"""),
        ),
        rules=("SB314",),
    ),
    Mutant(
        name="SB314 twin: nothing beside step_args but caching",
        file=_BASE,
        replace=(
            *_ANY,
            *_method("""
    def create_step(self, **kwargs: Any) -> Any:
        from sagemaker.workflow.steps import ProcessingStep

        options, processor = self._read_options(kwargs), self._create_processor()
        if not self._is_deferred:
            return super().create_step(**kwargs)
        arguments = processor.run(
            inputs=self._get_channels(options.inputs),
            outputs=self._get_outputs({}),
            code=self._get_code(),
            arguments=self._get_job_arguments(),
        )
        step = ProcessingStep(
            name=self._get_step_name(),
            step_args=arguments,
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        return self._attach_specification(step)
"""),
        ),
        rules=(),
    ),
    Mutant(
        name="processing twin: the older form under every session",
        file=_BASE,
        replace=_method("""
    _is_deferred = False
"""),
        rules=(),
    ),
)
