"""Describe the SDK's models as the builder left them, and the estimators of its dependencies."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import ModelFacts, TrainedEstimator
from cursus_tester.probe.recorder import Recording
from cursus_tester.sdk.installed import sdk


def describe_makers(record: Recording, makers: Makers | None) -> tuple[ModelFacts, ...]:
    """Every model, or other object that makes the step, recorded so far, in its current state."""
    if makers is None:
        return ()
    classes = (sdk().classes.class_named(name) for name in (*makers.classes, *makers.composites))
    return tuple(_describe_model(each, record) for each in record.seen(*classes))


def _describe_model(model: Any, record: Recording) -> ModelFacts:
    models = sdk().models
    return ModelFacts(
        value=record.describe(model),
        attributes={name: record.describe(value) for name, value in models.attributes(model).items()},
        parts=tuple(record.describe(part).identity for part in models.parts(model)),
    )


#: The attribute that marks an estimator; copies keep the mark.
_ORIGIN = "_conformance_origin"


def describe_estimators(steps: Iterable[Any], record: Recording) -> tuple[TrainedEstimator, ...]:
    """The estimators of the training steps among `steps`, each marked."""
    pairs = [(step.name, sdk().steps.trained_estimator(step)) for step in steps]
    return tuple(_describe_estimator(name, each, record) for name, each in pairs if each is not None)


def with_copies(estimators: Iterable[TrainedEstimator], record: Recording) -> tuple[TrainedEstimator, ...]:
    """The same estimators with the copies recorded since, without copies of other builds."""
    seen = {
        record.describe(each).identity: vars(each).get(_ORIGIN)
        for each in record.seen(*sdk().models.estimator_classes())
    }
    return tuple(
        dataclasses.replace(
            each,
            copies=tuple(
                identity
                for identity, origin in seen.items()
                if origin == seen.get(each.value.identity) and identity != each.value.identity
            ),
        )
        for each in estimators
    )


class EstimatorStates:
    """How the estimators of training steps are set, to find what a builder changes."""

    def __init__(self, steps: Iterable[Any]) -> None:
        pairs = [(step.name, sdk().steps.trained_estimator(step)) for step in steps]
        self._estimators = [(name, each, _settings(each)) for name, each in pairs if each is not None]

    def changes(self) -> Iterator[str]:
        """Describe each setting that is another one now, in a sentence."""
        for step, estimator, before in self._estimators:
            after = _settings(estimator)
            for name, value in before.items():
                if after.get(name) is not value and repr(after.get(name)) != repr(value):
                    yield f"the estimator of {step} has another {name.lstrip('_')} than before"


def _settings(estimator: Any) -> dict[str, object]:
    """Its settings; of containers a copy, of what is neither plain nor a container the object itself."""
    found = sdk().models.estimator_settings(estimator)
    return {name: copy.copy(each) if isinstance(each, (dict, list)) else each for name, each in found.items()}


def _describe_estimator(step: str, estimator: Any, record: Recording) -> TrainedEstimator:
    setattr(estimator, _ORIGIN, f"{step} {id(estimator)}")
    facts = sdk().models.estimator_facts(estimator)
    return TrainedEstimator(
        step=step,
        value=record.describe(estimator),
        framework=facts.framework,
        framework_version=facts.framework_version,
        python_version=facts.python_version,
        vpc_config=facts.vpc_config,
        image=facts.image,
    )
