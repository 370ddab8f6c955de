"""SB101 to SB107, SB109: what a step builder's class looks like, read from its source."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.absent import NotApplicable
from cursus_tester.evidence.source import Method, Source
from cursus_tester.model import Finding, Subject, SubjectKind
from cursus_tester.rules.registry import rule

_ALWAYS_REQUIRED = (
    "validate_configuration",
    "_get_inputs",
    "_get_outputs",
    "_get_environment_variables",
    "create_step",
)
_PATTERN_A_REQUIRED = ("_get_image_uri", "_create_model")


def derives_from_base(source: Source) -> bool:
    """Whether the class descends from a step builder base, by the base's name: ours or another framework's."""
    return any(base.rsplit(".", 1)[-1].endswith(("StepBuilderBase", "StepBuilder")) for base in source.bases)


def require_class(source: Source) -> None:
    """Leave out subjects that are no class.

    Raises:
        NotApplicable: The subject is a factory, a call site or a module.
    """
    if source.subject.kind is not SubjectKind.BUILDER:
        raise NotApplicable("judges builder classes; this is none")


@rule("SB101", "builder-shape")
def builder_shape(subject: Subject, source: Source) -> Iterator[Finding]:
    """Derives from a step builder base or has its shape.

    What it checks: the class descends from a `*StepBuilderBase`, or its constructor takes a `config` and it has a
    method `create_step`.

    Why: pipelines are assembled by code that constructs every builder alike and calls `create_step`.

    How to fix: derive from your step builder base, or take `config` in the constructor and define `create_step`.

    How to waive: `# cursus-tester: waive SB101 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    require_class(source)
    if derives_from_base(source):
        return
    constructor, create = source.method("__init__"), source.method("create_step")
    if create is None:
        yield Finding(
            message=f"{subject.name} has no method create_step and derives from no step builder base",
            hint="define create_step(self, **kwargs), or derive from your step builder base",
        )
    if not _takes_config(constructor):
        yield Finding(
            message=f"the constructor of {subject.name} takes no config",
            hint="take it as the first parameter: def __init__(self, config, sagemaker_session=None, role=None)",
            place=constructor.place if constructor is not None else subject.place,
        )


def _takes_config(constructor: Method | None) -> bool:
    if constructor is None:
        return False
    return any(parameter.name == "config" for parameter in constructor.parameters) or any(
        parameter.kind.name in ("VAR_KEYWORD", "VAR_POSITIONAL") for parameter in constructor.parameters
    )


@rule("SB103", "required-methods")
def required_methods(subject: Subject, source: Source) -> Iterator[Finding]:
    """Defines or inherits the methods that a step builder consists of.

    What it checks: a class that derives from a step builder base has `validate_configuration`, `_get_inputs`,
    `_get_outputs`, `_get_environment_variables` and `create_step`; one that passes a model to `CreateModelStep`
    (Pattern A) also has `_get_image_uri` and `_create_model`. Abstract methods do not count.

    Why: the base class and the people who read builders expect each step of the work under its name.

    How to fix: define the method that is named.

    How to waive: `# cursus-tester: waive SB103 reason="…" expires=YYYY-MM-DD` on the class line.
    """
    require_class(source)
    if not derives_from_base(source):
        raise NotApplicable("judges classes that derive from a step builder base; this one does not")
    required = list(_ALWAYS_REQUIRED)
    if any("model" in call.keywords for call in source.calls_to("CreateModelStep")):
        required += _PATTERN_A_REQUIRED
    for name in required:
        method = source.method(name)
        if method is None or method.is_abstract:
            state = "is abstract" if method is not None else "is missing"
            yield Finding(
                message=f"{subject.name}.{name} {state}",
                hint=f"define {name} in {subject.name} or in a class that it derives from",
            )
