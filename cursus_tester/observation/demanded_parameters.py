"""What ``create_step`` demands under names of its own: steps, by what is read of them, and plain values."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from cursus_tester.evidence.interface import USUAL_KEYWORDS
from cursus_tester.evidence.scenario import DemandedStep, SourceKind

#: What each kind of step yields is called so (sagemaker 2.257.7 and core 2.27.0).
_YIELDS = {
    "ModelArtifacts": SourceKind.TRAINING,
    "ProcessingOutputConfig": SourceKind.PROCESSING,
    "ModelName": SourceKind.MODEL,
    "ModelPackageArn": SourceKind.PACKAGE,
    "Outputs": SourceKind.LAMBDA,
    "BestTrainingJob": SourceKind.TUNING,
    "TrainingJobSummaries": SourceKind.TUNING,
    "get_top_model_s3_uri": SourceKind.TUNING,
}
#: Steps by what parameters for them are called, and annotated as.
_CALLED = (
    (re.compile(r"tun(?:e|er|ing)", re.IGNORECASE), SourceKind.TUNING),
    (re.compile(r"train|fit", re.IGNORECASE), SourceKind.TRAINING),
    (re.compile(r"lambda", re.IGNORECASE), SourceKind.LAMBDA),
    (re.compile(r"regist|package", re.IGNORECASE), SourceKind.PACKAGE),
    (re.compile(r"model(?:_?step)?$", re.IGNORECASE), SourceKind.MODEL),
)
_STEP = re.compile(r"(?:^|_)step$|[A-Za-z]Step\b", re.IGNORECASE)
#: Names of parameters that are steps where nothing else is said of them.
_BARE = re.compile(r"train|training|fit|tune|tuning|search|register|registration|process|processing|evaluat(?:e|ion)")
_PROPERTIES = "properties"


def demanded_parameters(function: Callable[..., Any], keyword_input: str) -> tuple[inspect.Parameter, ...]:
    """The parameters of ``create_step`` without a default that a caller knows by this builder only."""
    try:
        parameters = tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return ()
    named = (each for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY))
    usual = {*USUAL_KEYWORDS, keyword_input, "self"}
    return tuple(each for each in named if each.default is each.empty and each.name not in usual)


def demanded_steps(function: Callable[..., Any], keyword_input: str) -> tuple[DemandedStep, ...]:
    """The demanded parameters that are steps, as what is read of them, their annotation or name says."""
    chains = list(_chains(function))
    found = []
    for parameter in demanded_parameters(function, keyword_input):
        read = [rest for root, rest in chains if root == parameter.name]
        words = {word for rest in read for word in rest}
        annotation = "" if parameter.annotation is parameter.empty else str(parameter.annotation)
        is_step = _PROPERTIES in words or "get_top_model_s3_uri" in words
        is_bare = not annotation and _BARE.fullmatch(parameter.name) is not None
        if not (is_step or is_bare or _STEP.search(parameter.name) or _STEP.search(annotation)):
            continue
        kind = next((kind for name, kind in _YIELDS.items() if name in words), None)
        outputs = tuple(dict.fromkeys(word[1:] for rest in read for word in rest if word.startswith("'")))
        found.append(
            DemandedStep(
                parameter=parameter.name,
                kind=kind or _called(annotation) or _called(parameter.name) or SourceKind.PROCESSING,
                name=re.sub(r"\W|_", "", parameter.name.title()),
                outputs=outputs,
            )
        )
    return tuple(found)


def _called(text: str) -> SourceKind | None:
    return next((kind for pattern, kind in _CALLED if pattern.search(text)), None)


def _chains(function: Callable[..., Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the code of a function reads of its variables: (variable, attributes, and keys behind an apostrophe)."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return
    for node in ast.walk(tree):
        read: list[str] = []
        while isinstance(node, (ast.Attribute, ast.Subscript)):
            if isinstance(node, ast.Attribute):
                read.append(node.attr)
            elif isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                read.append(f"'{node.slice.value}")
            node = node.value
        if isinstance(node, ast.Name) and read:
            yield node.id, tuple(reversed(read))
