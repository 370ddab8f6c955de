"""SB104, SB105: under which name a builder is known."""

from __future__ import annotations

import ast
import contextlib
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.files import dependencies
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import Place, Subject
from cursus_tester.rules.classification import step_type
from cursus_tester.rules.common.shape import require_class
from cursus_tester.rules.common.step_names import is_step_type, names_step_type, plain, step_name
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source
from cursus_tester.source.syntax import source_text

_REGISTERS = re.compile("regist", re.IGNORECASE)
#: A class that is registered by a decorator on one of the lines above it, with its bases.
_REGISTERED_CLASS = re.compile(
    rb"^@[\w.]*regist\w*[^\n]*\n(?:@[^\n]*\n)*class \w+\(([\w., ]+)\)", re.IGNORECASE | re.MULTILINE
)


@rule("SB104", "registered", severity=Severity.WARNING, of_builders=True)
def registered(
    subject: Subject, source: Source, builder: Builder | None = None, traces: Traces | None = None
) -> Iterator[Finding]:
    """Is registered under its name and with its step type.

    What it checks: a registry is any mapping of names to builder classes that a decorator or a call fills. The registry
    has the class under its name without `StepBuilder`, and with the type of the step that it builds. Without a registry
    the rule does not apply.

    Why: a pipeline finds its builders by name. It does not find a builder that is not registered, and finds the wrong
    builder under a wrong name.

    How to fix: decorate the class with your registry's decorator, such as `@register_builder()`.
    """
    require_class(source)
    name = step_name(subject.name)
    written = list(written_registrations(source))
    known = builder.registrations if builder is not None else None
    keys = {each.name for each in known.found} if known is not None else set()
    keys = keys or {key for key, _, _ in written if key}
    if not keys and not written:
        if (known is None or not known.has_registry) and not _has_registered_sibling(source):
            raise NotApplicable("no module that the builder imports has a registry of builders")
        yield Finding(
            message=f"{subject.name} is not registered",
            hint=f"decorate it with the registry's decorator, so that it is registered as {name!r}",
        )
        return
    place = next((place for _, _, place in written), subject.place)
    if keys and name not in keys:
        found = ", ".join(map(repr, sorted(keys)))
        yield Finding(
            message=f"{subject.name} is registered as {found}, expected its name without StepBuilder: {name!r}",
            hint=f"register it as {name!r}, or rename the class",
            place=place,
        )
    types = {each.step_type for each in known.found if each.step_type} if known is not None else set()
    types = types or {kind for _, kind, _ in written if kind}
    built = step_type(source, traces)
    for kind in sorted(types):
        if built is not None and not is_step_type(kind, built, name):
            yield Finding(
                message=f"{subject.name} is registered with the step type {kind!r}, but builds a {built} step",
                hint=f"set the step type to {built!r} where the registry reads it",
                place=place,
            )


def written_registrations(source: Source) -> Iterator[tuple[str, str, Place]]:
    """Registrations by decorator: name and step type as far as they are literals, and the place."""
    own = source.class_statements[0] if source.class_statements else None
    for decorator, dotted in zip(own.decorator_list if own is not None else (), source.decorators, strict=False):
        if not _REGISTERS.search(dotted):
            continue
        key = kind = ""
        if isinstance(decorator, ast.Call):
            literals = [each.value for each in decorator.args if isinstance(each, ast.Constant)]
            texts = [each for each in literals if isinstance(each, str)]
            key = next((each for each in texts if not names_step_type(each)), "")
            kind = next((each for each in texts if names_step_type(each)), "")
            for keyword in decorator.keywords:
                if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str):
                    kind = keyword.value.value if keyword.arg == "step_type" else kind
                    key = keyword.value.value if keyword.arg in ("name", "step_name", "key", "builder_name") else key
        yield key, kind, source.place(decorator)


@functools.lru_cache(maxsize=256)
def _bases_of_registered(folder: Path) -> frozenset[str]:
    """The bases of the classes of a folder that a decorator registers."""
    found: set[str] = set()
    for file in sorted(filter(Path.is_file, folder.glob("*.py"))):
        with contextlib.suppress(OSError):
            for bases in _REGISTERED_CLASS.findall(file.read_bytes()):
                found.update(base.strip().rpartition(".")[2] for base in bases.decode().split(","))
    return frozenset(found)


def _has_registered_sibling(source: Source) -> bool:
    """Whether a class of the same base in the same folder is registered."""
    own = source.class_statements[0].bases if source.class_statements else ()
    names = {source_text(base).rpartition(".")[2] for base in own}
    folder = Path(source.subject.file).parent
    dependencies.record(str(folder / f"{dependencies.PYTHON_FILES_WITH}regist"))
    return not names.isdisjoint(_bases_of_registered(folder))


def _fitting_name(subject: Subject) -> str:
    """A name of a step that the class and its module have in common; else the class's own."""
    name, module = step_name(subject.name) or "ChurnModel", plain(Path(subject.file).stem)
    shared = next((name[:end] for end in range(len(name), 2, -1) if plain(name[:end]) == module), "")
    return shared or name


@rule("SB105", "naming", severity=Severity.WARNING, convention=True)
def naming(subject: Subject, source: Source) -> Iterator[Finding]:
    """Is named `<Name>StepBuilder`, in a module with that name.

    What it checks: the class name ends in `StepBuilder` with a name before it, and the module or its package contains
    that name: `XGBoostModelStepBuilder` in `xgboost_model.py` or `builder_xgboost_model_step.py`.

    Why: the name without `StepBuilder` is the name of the step, the key in the registry and what people search for.

    How to fix: rename the class or the file.
    """
    require_class(source)
    name = subject.name.removesuffix("StepBuilder")
    if not name or name == subject.name or not name[0].isupper():
        yield Finding(
            message=f"the class is named {subject.name}, expected <Name>StepBuilder",
            hint=f"rename it, such as to {_fitting_name(subject)}StepBuilder",
        )
        return
    path = Path(subject.file)
    # `xgboost_model/builder.py` says it with its folder.
    if plain(name) not in plain(path.stem) and plain(name) not in plain(f"{path.parent.name} {path.stem}"):
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        yield Finding(
            message=f"{subject.name} is in the module {path.stem}, which does not contain the name {name}",
            hint=f"rename the module to {words}.py, or rename the class",
        )
