"""Whom the conventions are for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Conventions

Judge = Callable[..., Mapping[str, Outcome]]

FOREIGN = """
    class ChurnStepBuilder:
        def __init__(self, config, session=None):
            self.config = config

        def create_step(self, **kwargs):
            return None
"""
CONTRACT = """
    from cursus_tester.contract.builder_base import StepBuilderBase

    class ChurnStepBuilder(StepBuilderBase):
        def __init__(self, config, session=None):
            self.config = config
"""
OWN_BASE = """
    class StepBuilderBase:
        def validate_configuration(self): raise NotImplementedError
        def _get_inputs(self, inputs): raise NotImplementedError
        def _get_outputs(self, outputs): return None
        def create_step(self, **kwargs): raise NotImplementedError

    class ChurnStepBuilder(StepBuilderBase):
        def __init__(self, config, session=None):
            self.config = config
"""
BASE_OF_ANOTHER_KIND = """
    class StepBuilder:
        def create_step(self, **kwargs): raise NotImplementedError

    class ChurnStepBuilder(StepBuilder):
        def __init__(self, config, session=None):
            self.config = config
"""
SPECIFIED = """
    SPEC = {"dependencies": {}, "outputs": {}}

    class ChurnStepBuilder:
        def __init__(self, config, session=None):
            self.config = config
            self.spec = SPEC

        def create_step(self, **kwargs):
            return None
"""


@pytest.mark.parametrize(
    ("text", "setting", "kind"),
    [
        (FOREIGN, None, OutcomeKind.NOT_APPLICABLE),
        (FOREIGN, Conventions.ALL, OutcomeKind.FAILED),
        (CONTRACT, None, OutcomeKind.FAILED),
        (CONTRACT, Conventions.NONE, OutcomeKind.NOT_APPLICABLE),
        (OWN_BASE, None, OutcomeKind.FAILED),
        (BASE_OF_ANOTHER_KIND, None, OutcomeKind.NOT_APPLICABLE),
        (SPECIFIED, None, OutcomeKind.FAILED),
    ],
    ids=["foreign", "foreign, all", "contract", "contract, none", "own base", "another base", "specified"],
)
def test_conventions_are_for_those_that_take_part(
    judge_source: Judge, text: str, setting: Conventions | None, kind: OutcomeKind
) -> None:
    assert judge_source(text, "SB102", conventions=setting)["SB102"].kind is kind


@pytest.mark.parametrize(("text", "kind"), [(OWN_BASE, OutcomeKind.FAILED), (BASE_OF_ANOTHER_KIND, None)])
def test_required_methods_are_those_of_the_base(judge_source: Judge, text: str, kind: OutcomeKind | None) -> None:
    outcome = judge_source(text, "SB103")["SB103"]
    assert outcome.kind is (kind or OutcomeKind.NOT_APPLICABLE)
