"""Find the value of a dependency in the steps that a builder is given."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cursus_tester.contract.pipeline_objects import (
    CREATE_MODEL,
    PROCESSING,
    TRAINING,
    TRANSFORM,
    below,
    step_type,
)
from cursus_tester.contract.specification import DependencySpec

#: The name of the model archive in a processing step's output. The output's ``S3Uri`` is a folder.
ARCHIVE_NAME = "model.tar.gz"
#: Types of dependencies that are no folders of data: the archive of a model, and the name of one.
MODEL_ARTIFACTS = "model_artifacts"
MODEL_NAME = "model_name"

_BY_NAME, _BY_TYPE, _EXACT_OUTPUT, _BY_KEYWORD = 8, 4, 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    step: Any
    #: The name of a processing step's output; ``None`` for a step that yields one thing.
    output: str | None
    score: int

    @property
    def place(self) -> tuple[str, str | None]:
        return self.step.name, self.output


class DependencyResolver:
    """Match dependencies with steps by compatible source name, then by step type, then by semantic keyword.

    Outputs of a processing step are found by the names that it declares. Looking for them in its ``properties`` can
    keep the SDK busy without end (sagemaker 2.257.7).
    """

    def resolve(
        self, dependencies: Sequence[DependencySpec], steps: Sequence[object], *, wanted: Collection[str]
    ) -> dict[str, Any]:
        """The values of the `wanted` dependencies by logical name, without those that no step provides.

        Args:
            dependencies: All dependencies that the builder declares. A step that matches two of them equally well is
                used for neither.
            steps: Steps of a pipeline. Names of steps and step collections are ignored.
            wanted: Logical names of the dependencies to look for.

        Returns:
            Pipeline variables: a training step's ``ModelArtifacts.S3ModelArtifacts``, a CreateModel step's
            ``ModelName``, a transform step's output path, or a processing step's output: the folder, of model artifacts
            the archive ``model.tar.gz`` in it.

        Raises:
            ValueError: Two steps match a wanted dependency equally well.
        """
        candidates = {
            dependency.logical_name: [each for step in steps for each in _candidates(dependency, step)]
            for dependency in dependencies
        }
        types, values = {each.logical_name: each.dependency_type for each in dependencies}, {}
        for name in sorted(wanted):
            rivals = {
                each.place: max(each.score, 0) for other, found in candidates.items() if other != name for each in found
            }
            own = [each for each in candidates.get(name, ()) if each.score > rivals.get(each.place, 0)]
            if own:
                values[name] = _value(_best(name, own), types[name])
        return values


def _best(name: str, candidates: list[_Candidate]) -> _Candidate:
    highest = max(each.score for each in candidates)
    best = {each.place: each for each in candidates if each.score == highest}
    if len(best) > 1:
        found = " and ".join(f"{step}[{output}]" if output else step for step, output in best)
        raise ValueError(
            f"input {name!r}: {found} match equally well, expected one source; pass it as inputs={{{name!r}: …}}"
        )
    return next(iter(best.values()))


def _value(candidate: _Candidate, dependency_type: str) -> Any:
    step = candidate.step
    if candidate.output is not None:
        folder = step.properties.ProcessingOutputConfig.Outputs[candidate.output].S3Output.S3Uri
        return below(folder, ARCHIVE_NAME) if dependency_type == MODEL_ARTIFACTS else folder
    if step_type(step) == CREATE_MODEL:
        return step.properties.ModelName
    if step_type(step) == TRANSFORM:
        return step.properties.TransformOutput.S3OutputPath
    return step.properties.ModelArtifacts.S3ModelArtifacts


def _yielding(dependency: DependencySpec) -> tuple[str, ...]:
    """The types of steps that may yield a dependency of this type."""
    if dependency.dependency_type == MODEL_NAME:
        return (CREATE_MODEL,)
    if dependency.dependency_type == MODEL_ARTIFACTS:
        return TRAINING, PROCESSING
    return TRAINING, PROCESSING, TRANSFORM


def _candidates(dependency: DependencySpec, step: Any) -> Iterator[_Candidate]:
    found = step_type(step)
    if found not in _yielding(dependency):
        return
    by_name = is_named_source(dependency, step)
    if not (by_name or any(found == _source_type(source) for source in dependency.compatible_sources)):
        return
    score = _BY_NAME if by_name else _BY_TYPE
    keywords = [_plain(keyword) for keyword in dependency.semantic_keywords]
    if any(keyword in _plain(step.name) for keyword in keywords):
        score += _BY_KEYWORD
    if found != PROCESSING:
        yield _Candidate(step=step, output=None, score=score)
        return
    outputs = declared_outputs(step)
    for output in outputs:
        plain = _plain(output)
        if plain in (_plain(dependency.logical_name), *keywords):
            yield _Candidate(step=step, output=output, score=score + _EXACT_OUTPUT)
        elif any(keyword in plain for keyword in keywords):
            yield _Candidate(step=step, output=output, score=score + _BY_KEYWORD)
        elif by_name and len(outputs) == 1:
            yield _Candidate(step=step, output=output, score=score)


def is_named_source(dependency: DependencySpec, step: Any) -> bool:
    """Whether the name of `step` contains one of the dependency's compatible sources."""
    return any(_plain(source) in _plain(step.name) for source in dependency.compatible_sources)


def declared_outputs(step: Any) -> tuple[str, ...]:
    """The names of the outputs that a processing step declares, under either kind of session.

    Under a ``PipelineSession`` they are an argument of the deferred ``processor.run(…)`` in ``step_args`` (sagemaker
    2.257.7, 3.27.0).
    """
    if step.step_args is None:
        outputs = step.outputs
    else:
        run = step.step_args
        arguments = inspect.signature(run.func).bind_partial(*run.func_args, **run.func_kwargs).arguments
        outputs = arguments.get("outputs")
    return tuple(output.output_name for output in outputs or () if isinstance(output.output_name, str))


def _source_type(source: str) -> str | None:
    plain = _plain(source)
    if "training" in plain:
        return TRAINING
    if "processing" in plain or "packaging" in plain:
        return PROCESSING
    if "transform" in plain:
        return TRANSFORM
    if "model" in plain:
        return CREATE_MODEL
    return None


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
