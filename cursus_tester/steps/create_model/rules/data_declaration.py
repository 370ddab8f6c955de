"""CM209, CM210: what the specification of a CreateModel builder declares of its model data and outputs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from cursus_tester.evidence.builder import Builder, Dependency, Output, Specification
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.arrival import declares, does_without
from cursus_tester.rules.common.declared_specification import declared_specification, place_of
from cursus_tester.rules.common.step_names import plain
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source
from cursus_tester.source.syntax import all_nodes
from cursus_tester.steps.create_model.model_data_use import INPUT, takes_no_model_data
from cursus_tester.steps.create_model.step_types import STEP_TYPES


@rule("CM209", "model-data-declared", step_types=STEP_TYPES, convention=True, explains=("SB205",))
def model_data_declared(
    source: Source,
    builder: Builder | None = None,
    specification: Specification | None = None,
    traces: Traces | None = None,
) -> Iterator[Finding]:
    """Declares its model data and its model's name.

    What it checks: the specification has a required dependency `model_data` of type model artifacts, and an output
    `model_name` at `properties.ModelName`. A builder that makes its model without model data, of a model package or a
    hub's, declares none.

    Why: that is how a training step is connected to the model, and the model to what deploys it.

    How to fix: `DependencySpec(logical_name="model_data", dependency_type="model_artifacts", …)` and
    `OutputSpec(logical_name="model_name", property_path="properties.ModelName")`.
    """
    declared = declared_specification(source, builder, specification)
    inputs = declared.specification.dependencies
    if declared.decides("dependencies") and _needs_model_data(source, traces, inputs):
        for message, hint in _model_data(declared.specification.dependencies):
            yield Finding(message=message, hint=hint, place=place_of(declared, "dependencies"))
    if declared.decides("outputs"):
        place = place_of(declared, "outputs")
        for message, hint, cause in _model_name(declared.specification.outputs):
            yield Finding(message=message, hint=hint, place=place, cause=cause)
    if not declared.decides("dependencies", "outputs"):
        raise NotApplicable("the source leaves open what the specification declares")


def _needs_model_data(source: Source, traces: Traces | None, inputs: Sequence[Dependency]) -> bool:
    """Whether a builder asks for model data: as it does where it runs, else as its text reads."""
    if traces is not None:
        return not (takes_no_model_data(traces) or _does_without(traces))
    return bool(inputs) or any(_reads(node) for statement in source.class_statements for node in all_nodes(statement))


def _does_without(traces: Traces) -> bool:
    """Whether model data is optional: the builder serves something else where there is none."""
    absent = [trace for trace in traces.all if trace.scenario.missing == "absent" and trace.request is not None]
    return not declares(traces.builder, INPUT) and bool(absent) and all(map(does_without, absent))


def _reads(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="model_data", ctx=ast.Load()) | ast.Constant(value="model_data"):
            return True
        case ast.Attribute(attr=name):
            return name in ("ModelArtifacts", "ProcessingOutputConfig", "get_top_model_s3_uri", "dependency_resolver")
    return False


def _model_data(dependencies: Sequence[Dependency]) -> Iterator[tuple[str, str]]:
    """What is wrong with the declaration of the model data, each with what to do."""
    dependency = next((each for each in dependencies if each.name == "model_data"), None)
    if dependency is None:
        found = ", ".join(each.name for each in dependencies) or "none"
        yield (
            f"the specification declares no dependency 'model_data'; it declares {found}",
            "declare model_data, required, of type model_artifacts",
        )
        return
    if not dependency.required:
        yield (
            "the specification declares model_data as optional; a model cannot be made without it",
            "declare model_data as required",
        )
    kind = plain(dependency.type)
    is_other = any(word in kind for word in ("name", "package", "metric", "report", "version", "group"))
    if kind and "artifact" not in kind and ("model" not in kind or is_other):
        yield (
            f"the specification's model_data is of type {dependency.type!r}, expected 'model_artifacts'",
            "declare model_data with dependency_type model_artifacts",
        )


def _model_name(outputs: Sequence[Output]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the declaration of the model's name, with what to do, and its cause."""
    paths = {plain(each.name): each.property_path for each in outputs}
    if "modelname" not in paths:
        found = ", ".join(each.name for each in outputs) or "none"
        yield (
            f"the specification declares no output 'model_name'; it declares {found}",
            "declare the output model_name at properties.ModelName",
            "",
        )
    elif paths["modelname"].strip() != "properties.ModelName":
        yield (
            f"the specification's output model_name is at {paths['modelname']!r}, expected 'properties.ModelName'",
            "set its property_path to properties.ModelName",
            causes.output(paths["modelname"]),
        )


@rule("CM210", "get-outputs-none", step_types=STEP_TYPES, severity=Severity.WARNING, convention=True)
def get_outputs_none(source: Source, traces: Traces) -> Iterator[Finding]:
    """Returns `None` from `_get_outputs`.

    What it checks: `_get_outputs`, called on the constructed builder, returns `None`.

    Why: a CreateModel step takes no outputs; it provides `properties.ModelName` itself. The caller passes on what
    `_get_outputs` returns as the outputs of a job.

    How to fix: `def _get_outputs(self, outputs): return None`.
    """
    results = [trace.step.get_outputs for trace in traces.returning() if trace.step is not None]
    called = [each for each in results if each is not None]
    if not called:
        raise NotApplicable("there is no _get_outputs that takes the outputs alone")
    method = source.method("_get_outputs")
    for each in called:
        if each.returned != "None":
            did = f"raises {each.raised}" if each.raised else f"returns a {each.returned}"
            yield Finding(
                message=f"_get_outputs {did}, expected None: a CreateModel step provides its outputs itself",
                hint="return None",
                place=method.place if method is not None and not method.is_installed else NOWHERE,
            )
