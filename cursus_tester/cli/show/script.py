"""A scenario as a script: the real SDK over moto, and nothing of the tester.

It makes the config, the builder and the steps that the builder depends on as the scenario did, and prints the pipeline
definition, or ends with the exception that the scenario ended with.
"""

from __future__ import annotations

import dataclasses
import os
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.account_names import (
    DEFAULT_REGION,
    FURTHER_MODEL_PREFIX,
    MODEL_KEY,
    PACKAGED_MODEL_PREFIX,
    ROLE,
    TRAINING_CODE_KEY,
    bucket_name,
    further_model_key,
    packaged_model_key,
)
from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.code import (
    CODE_FOLDER,
    SPREAD,
    BuilderCode,
    ConfigStyle,
    FieldCode,
    StepCode,
    bracketed,
    variable_of,
)
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.probe.job import Job
from cursus_tester.sdk import names
from cursus_tester.sdk.imports import import_of, needed_variables

_ARCHIVE = '''\
def archive(*names):
    """A gzipped tarball of empty files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name))
    return buffer.getvalue()
'''


def script(job: Job, builder: Builder, trace: Trace | None) -> str:
    """Return the script of a scenario; of a builder that could not be loaded (no `trace`) as far as it got."""
    return "\n".join(_Script(job, builder, trace).lines()) + "\n"


class _Script:
    def __init__(self, job: Job, builder: Builder, trace: Trace | None) -> None:
        self._job = job
        self._code = builder.code
        self._trace = trace

    def lines(self) -> Iterator[str]:
        body = list(self._body())
        yield from self._preparation()
        yield from self._imports()
        if self._code is not None and self._trace is not None:
            yield from ("", "", *_ARCHIVE.splitlines(), "", "")
        yield from body

    def _preparation(self) -> Iterator[str]:
        job = self._job
        roots = dict.fromkeys(os.path.relpath(root) for root in (job.import_root, ".", job.settings_folder) if root)
        if self._trace is not None:
            yield f"# {job.name} in the scenario {self._trace.scenario.name!r}."
        yield "# Run this in the folder where cursus-tester was started. moto answers what goes to AWS."
        yield from ("import contextlib", "import io", "import json", "import os", "import sys", "import tarfile")
        yield "import tempfile"
        yield from ("from pathlib import Path", "")
        yield f"sys.path[:0] = [os.path.abspath(folder) for folder in {[*roots]!r}]"
        yield "os.chdir(tempfile.mkdtemp())"
        if needed_variables():
            yield f"os.environ.update({dict(needed_variables())!r})"
        scripts = self._code.scripts if self._code is not None else ()
        if scripts:
            yield f"for script in {[*scripts]!r}:"
            yield "    Path(script).parent.mkdir(parents=True, exist_ok=True)"
            yield '    Path(script).write_text("# code\\n")'
        yield ""

    def _imports(self) -> Iterator[str]:
        found = {"import boto3", "from moto import mock_aws", f"from {self._job.module} import {self._job.name}"}
        if self._code is not None:
            found |= {*self._code.imports}
        for code in (self._trace.code, self._trace.partner_code) if self._trace is not None else ():
            found |= {*code.imports} if code is not None else set()
        if self._trace is not None:
            session = names.SESSION_CLASSES[self._trace.scenario.session]
            found |= {import_of(session), import_of(names.PIPELINE)}
        yield from sorted(line for line in found if line.startswith("import "))
        by_module: dict[str, list[str]] = {}
        for line in sorted(found):
            if match := re.fullmatch(r"from (\S+) import (.+)", line):
                by_module.setdefault(match[1], []).append(match[2])
        yield from (f"from {module} import {', '.join(names)}" for module, names in by_module.items())

    def _body(self) -> Iterator[str]:
        trace, code = self._trace, self._code
        if trace is None or code is None:
            yield "# cursus-tester got no further: it found no config with which the builder could be made."
            return
        scenario = trace.scenario
        yield "mock_aws().start()"
        yield f"boto3.setup_default_session(region_name={DEFAULT_REGION!r})"
        yield from _account(scenario)
        yield from _given_models(trace.code)
        yield from self._builder(scenario)
        if scenario.partner_changes is not None:
            yield from self._partner(trace)
        yield from _step(trace.code, scenario)
        if scenario.clock_ahead:
            yield f"# In the scenario the clock was {scenario.clock_ahead} s ahead: run this twice, and compare."
        if trace.stage is Stage.CREATE_STEP and trace.problem is None:
            yield "print(repr(step))"
            return
        if trace.code is not None:
            yield from _pipeline(trace.code)
            yield "print(json.dumps(json.loads(pipeline.definition()), indent=2))"

    def _builder(self, scenario: Scenario) -> Iterator[str]:
        code = self._code
        assert code is not None
        if code.style is not ConfigStyle.NONE:
            yield from _config(code, scenario)
        given = []
        if code.config_keyword is not None:
            is_named = code.config_keyword not in ("", SPREAD)
            given.append(f"{code.config_keyword}=config" if is_named else f"{code.config_keyword}config")
        if code.session_keyword:
            given.append(f"{code.session_keyword}=session")
        if code.role_keyword:
            given.append(f"{code.role_keyword}={ROLE if scenario.with_role else None!r}")
        yield bracketed(f"builder = {self._job.name}(", given, ")")

    def _partner(self, trace: Trace) -> Iterator[str]:
        """A second builder, which builds its step before the first one does."""
        scenario = trace.scenario
        other = dataclasses.replace(
            scenario,
            config_changes=scenario.partner_changes or {},
            partner_changes=None,
            region=scenario.partner_region or scenario.region,
        )
        yield "first = builder, session, bucket"
        yield "with contextlib.suppress(Exception):"
        account = _account(other) if other.region != scenario.region else _session(other)
        lines = [*account, *self._builder(other), *_step(trace.partner_code, other)]
        if trace.partner_code is not None:
            lines += [*_pipeline(trace.partner_code), "pipeline.definition()"]
        yield textwrap.indent("\n".join(lines), "    ")
        yield "builder, session, bucket = first"


def _account(scenario: Scenario) -> Iterator[str]:
    region = scenario.region
    where = "" if region == DEFAULT_REGION else f', CreateBucketConfiguration={{"LocationConstraint": {region!r}}}'
    yield f"boto_session = boto3.Session(region_name={region!r})"
    yield f"bucket = {bucket_name(region)!r}"
    yield 's3 = boto_session.client("s3")'
    yield f"s3.create_bucket(Bucket=bucket{where})"
    yield f's3.put_object(Bucket=bucket, Key={MODEL_KEY!r}, Body=archive("model.bin"))'
    yield f's3.put_object(Bucket=bucket, Key={TRAINING_CODE_KEY!r}, Body=archive("train.py"))'
    yield from _session(scenario)


def _given_models(code: StepCode | None) -> Iterator[str]:
    """The archives with inference code in them, and those of further inputs, that the step is given."""
    given = " ".join((*code.parameters.values(), *code.arguments.values())) if code is not None else ""
    for name in dict.fromkeys(re.findall(rf"{FURTHER_MODEL_PREFIX}/([^/\s]+)", given)):
        members = f'"model.bin", {f"{name}.bin"!r}'
        yield f"s3.put_object(Bucket=bucket, Key={further_model_key(name)!r}, Body=archive({members}))"
    for program in dict.fromkeys(re.findall(rf"{PACKAGED_MODEL_PREFIX}/([^/\s]+)", given)):
        key, members = packaged_model_key(program), f'"model.bin", {f"code/{program}"!r}'
        yield f"s3.put_object(Bucket=bucket, Key={key!r}, Body=archive({members}))"


def _session(scenario: Scenario) -> Iterator[str]:
    name = names.SESSION_CLASSES[scenario.session]
    yield f"session = {name}(boto_session=boto_session, default_bucket=bucket, sagemaker_config={{}})"


def _config(code: BuilderCode, scenario: Scenario) -> Iterator[str]:
    gap, changes = scenario.gap, dict(scenario.config_changes)
    if gap is not None and gap.how != "absent":
        changes[gap.field] = None if gap.how == "None" else ""
    return config_lines(code, changes, absent=gap.field if gap is not None and gap.how == "absent" else None)


def config_lines(code: BuilderCode, changes: Mapping[str, Any], *, absent: str | None = None) -> Iterator[str]:
    """The lines that make a config.

    Args:
        code: How it is made.
        changes: Fields that differ, as plain values, also of configs inside the config.
        absent: A field that is left out; ``None``: none is.
    """
    for name in code.unwritable:
        yield f"# The value of the config's field {name!r} cannot be written down as Python: fill it in."
    values = {each.key: _value(each) for each in code.fields.values() if each.value}
    later = dict(changes)
    if code.style in (ConfigStyle.CALL, ConfigStyle.MAPPING):
        for name in [name for name in changes if name in code.fields]:
            values[code.fields[name].key] = _changed(code.fields[name], later.pop(name))
        if absent is not None and absent in code.fields:
            values.pop(code.fields[absent].key, None)
            absent = None
    yield from _made(code, values)
    if code.remade and (later or absent is not None):
        own = [name for name in later if name in code.fields]
        yield from _remade(code, {name: later.pop(name) for name in own}, absent)
        absent = None
    for name, value in later.items():
        is_inner = name in code.inner and name not in code.fields
        owner = f"config.{code.inner[name]}" if is_inner else "config"
        yield _set(code, owner, name, _changed(code.fields.get(name), value))
    if absent is not None:
        is_mapping = code.style is ConfigStyle.MAPPING
        yield f"config.pop({absent!r}, None)" if is_mapping else f"object.__delattr__(config, {absent!r})"


def _made(code: BuilderCode, values: dict[str, str]) -> Iterator[str]:
    if code.style is ConfigStyle.FACTORY:
        yield f"config = {code.maker}()"
    elif code.style is ConfigStyle.UNWRITABLE:
        yield f"config = ...  # {code.maker} can be imported from nowhere: make one here."
    elif code.style is ConfigStyle.MAPPING:
        yield bracketed("config = {", (f"{key!r}: {value}" for key, value in values.items()), "}")
    elif code.style is ConfigStyle.ATTRIBUTES:
        yield f"config = {code.maker}()"
        yield from (f"config.{name} = {value}" for name, value in values.items())
    else:
        yield bracketed(f"config = {code.maker}(", (f"{key}={value}" for key, value in values.items()), ")")


def _remade(code: BuilderCode, changes: Mapping[str, Any], absent: str | None) -> Iterator[str]:
    """The lines that make a changed config of one that is there, so that its class can say no."""
    yield f"values = {{key: getattr(config, name) for key, name in {dict(code.remade)!r}.items()}}"
    for name, value in changes.items():
        yield f"values[{code.fields[name].key!r}] = {_changed(code.fields[name], value)}"
    if absent is not None and absent in code.fields:
        yield f"values.pop({code.fields[absent].key!r}, None)"
    yield "config = type(config)(**values)"


def _value(field: FieldCode) -> str:
    return f"os.path.abspath({CODE_FOLDER!r})" if field.is_code_folder else field.value


def _changed(field: FieldCode | None, value: Any) -> str:
    """A plain value of a scenario, as the field takes it."""
    if field is None or not field.wrapper or value is None:
        return repr(value)
    return f"{field.wrapper}({value!r})" if value != "" or field.wrapper == "tuple" else repr(value)


def _set(code: BuilderCode, owner: str, name: str, value: str) -> str:
    if code.style is ConfigStyle.MAPPING:
        return f"{owner}[{name!r}] = {value}"
    # Also where the class is frozen.
    return f"object.__setattr__({owner}, {name!r}, {value})"


def _step(code: StepCode | None, scenario: Scenario) -> Iterator[str]:
    """The builder's step, and those that it depends on."""
    if code is None:
        return
    for variable, expression in (*code.parameters.items(), *code.steps.items()):
        yield f"{variable} = {expression}"
    for variable, expression in code.specifications.items():
        missing = f"# {variable} carries a specification, `_spec`, which cannot be written down as Python."
        yield f"{variable}._spec = {expression}" if expression else missing
    if scenario.failing_dependency:
        variable, name = variable_of(scenario.source_name, "step"), scenario.source_name
        yield "def unreadable(step):"
        yield f"    raise RuntimeError({f'the properties of {name} cannot be read'!r})"
        yield f'{variable}.__class__ = type("Unreadable", (type({variable}),), {{"properties": property(unreadable)}})'
    arguments = (f"{key}={value}" for key, value in code.arguments.items())
    yield bracketed("step = builder.create_step(", arguments, ")")


def _pipeline(code: StepCode) -> Iterator[str]:
    parameters, steps = ", ".join(code.parameters), ", ".join((*code.steps, "step"))
    parts = ('name="conformance"', f"parameters=[{parameters}]", f"steps=[{steps}]", "sagemaker_session=session")
    yield bracketed(f"pipeline = {names.PIPELINE}(", parts, ")")
