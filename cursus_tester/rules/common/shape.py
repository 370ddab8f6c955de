"""SB101, SB103: what a step builder's class looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import Subject, SubjectKind
from cursus_tester.rules.classification import observed_pattern, planning_pack
from cursus_tester.rules.common.constructors import VARIADIC, constructor_parameters
from cursus_tester.rules.common.house_style import (
    REQUIRED_METHODS,
    base_methods,
    derives_from_base,
    is_of_contract,
)
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source

#: How the parameter that takes the config is named or annotated.
_CONFIG = re.compile(r"(?i)config|cfg|settings")


def require_class(source: Source) -> None:
    """Leave out subjects that are no class.

    Raises:
        NotApplicable: The subject is a factory, a call site or a module.
    """
    if source.subject.kind is not SubjectKind.BUILDER:
        raise NotApplicable("judges builder classes; this is none")


@rule("SB101", "builder-shape", convention=True)
def builder_shape(subject: Subject, source: Source) -> Iterator[Finding]:
    """Derives from a step builder base class or has its shape.

    What it checks: the class derives from a `*StepBuilderBase`, or its constructor takes a `config` and it has a method
    `create_step`.

    Why: the code that assembles a pipeline constructs every builder in the same way and calls `create_step`.

    How to fix: derive from your step builder base class, or take `config` in the constructor and define `create_step`.
    """
    require_class(source)
    if derives_from_base(source, None):
        return
    constructor, create = source.method("__init__"), source.method("create_step")
    if create is None and not source.unread_bases:
        yield Finding(
            message=f"{subject.name} has no method create_step and derives from no step builder base",
            hint="define create_step(self, **kwargs), or derive from your step builder base",
        )
    if not _takes_config(source):
        yield Finding(
            message=f"the constructor of {subject.name} takes no config",
            hint="take it as the first parameter: def __init__(self, config, sagemaker_session=None, role=None)",
            place=constructor.place if constructor is not None else subject.place,
        )


def _takes_config(source: Source) -> bool:
    try:
        parameters, _ = constructor_parameters(source)
    except NotApplicable:
        # What an unknown base takes is for the dynamic half to find out.
        return True
    return any(
        _CONFIG.search(each.name) or _CONFIG.search(each.annotation) or each.kind in VARIADIC for each in parameters
    )


@rule("SB103", "required-methods", convention=True)
def required_methods(
    subject: Subject, source: Source, builder: Builder | None = None, traces: Traces | None = None
) -> Iterator[Finding]:
    """Defines or inherits the methods of a step builder.

    What it checks: a class that derives from a step builder base has `validate_configuration`, `_get_inputs`,
    `_get_outputs`, `_get_environment_variables` and `create_step`; one that passes a model to `CreateModelStep`
    (Pattern A) also has `_get_image_uri` and `_create_model`. Abstract methods do not count.

    Why: the base class calls these methods, and readers expect each part of the work under its name.

    How to fix: define the method that the finding names.
    """
    require_class(source)
    if not derives_from_base(source, builder):
        raise NotApplicable("judges classes that derive from a step builder base; this one does not")
    required = list(REQUIRED_METHODS)
    declared = builder.specification.pattern if builder is not None and builder.specification is not None else None
    observed = observed_pattern(source, traces)
    if observed is not None and declared in (None, observed):
        # A base of another house may have no such methods, or others.
        of_pattern = planning_pack(source, traces).required_methods.get(observed, ())
        required += of_pattern if is_of_contract(source) or base_methods(source, builder) & {*of_pattern} else ()
    held = builder.methods if builder is not None else frozenset()
    for name in required:
        method = source.method(name)
        # A base whose source was not found may have it, and a method may be assigned: the loaded class knows.
        if (method is None or method.is_abstract) and name not in held and (held or not source.unread_bases):
            state = "is abstract" if method is not None else "is missing"
            yield Finding(
                message=f"{subject.name}.{name} {state}",
                hint=f"define {name} in {subject.name} or in a class that it derives from",
            )
