"""SB101, SB102, SB106, SB107, SB109: constructors and `create_step` as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from cursus_tester.results.outcome import Outcome, OutcomeKind

Judge = Callable[..., Mapping[str, Outcome]]

KEYWORDS = "inputs=None, model_data=None, dependencies=None, enable_caching=False"


def builder(
    constructor: str = "self, config, sagemaker_session=None, role=None", create: str = "self, **kwargs"
) -> str:
    return f"""
        class ChurnModelStepBuilder:
            def __init__({constructor}):
                self.config = config

            def create_step({create}):
                return None
        """


@pytest.mark.parametrize(
    ("constructor", "found"),
    [
        ("self, config, sagemaker_session=None, role=None", []),
        ("self, config, **kwargs", []),
        ("self, config=None, *, sagemaker_session=None, role=None, extra=1", []),
        ("self, config, session=None, role=None", ["must take sagemaker_session"]),
        ("self, config, sagemaker_session=None", ["must take role"]),
        (
            "self, config, /, sagemaker_session=None, role=None",
            ["must take config by keyword; it takes it by position"],
        ),
        ("self, config, sagemaker_session, role=None", ["requires sagemaker_session"]),
        ("self, config, sagemaker_session=None, role=None, *, region", ["requires region"]),
        ("self, *config", ["must take config", "must take sagemaker_session", "must take role"]),
    ],
)
def test_constructor(judge_source: Judge, constructor: str, found: list[str]) -> None:
    outcome = judge_source(builder(constructor), "SB102")["SB102"]
    messages = [finding.message for finding in outcome.findings]
    assert len(messages) == len(found)
    assert all(any(text in message for message in messages) for text in found)


def test_constructor_of_a_dataclass_is_made_of_its_fields(judge_source: Judge) -> None:
    text = """
        from dataclasses import dataclass, field
        from typing import Any, ClassVar

        @dataclass
        class ChurnModelStepBuilder:
            spec: ClassVar[dict] = {}
            config: Any
            sagemaker_session: Any = None
            role: str | None = field(default=None)
            cache: dict = field(init=False)

            def create_step(self, **kwargs):
                return None
        """
    outcomes = judge_source(text, "SB101", "SB102")
    assert {outcome.kind for outcome in outcomes.values()} == {OutcomeKind.PASSED}
    demanding = judge_source(text.replace("field(default=None)", "field()"), "SB102")["SB102"]
    assert "requires role" in demanding.findings[0].message


def test_constructor_of_an_unknown_base_is_not_judged(judge_source: Judge) -> None:
    text = """
        from somewhere import ModelBuilder

        class ChurnModelStepBuilder(ModelBuilder):
            def create_step(self, **kwargs):
                return None
        """
    outcomes = judge_source(text, "SB101", "SB102", "SB109")
    assert outcomes["SB101"].kind is OutcomeKind.PASSED
    assert outcomes["SB102"].kind is OutcomeKind.NOT_APPLICABLE
    assert "somewhere.ModelBuilder" in (outcomes["SB102"].reason or "")
    assert outcomes["SB109"].kind is OutcomeKind.NOT_APPLICABLE


def test_injection_points_must_be_optional(judge_source: Judge) -> None:
    constructor = "self, config, *, registry_manager, dependency_resolver=None"
    (finding,) = judge_source(builder(constructor), "SB109")["SB109"].findings
    assert "requires registry_manager" in finding.message


@pytest.mark.parametrize(
    ("create", "found"),
    [
        ("self, **kwargs", []),
        (f"self, *, {KEYWORDS}", []),
        (f"self, {KEYWORDS}, **options", []),
        ("self, inputs=None, dependencies=None, model_data=None", ["must take enable_caching"]),
        ("self, inputs=None, dependencies=None, enable_caching=False", ["must take model_data"]),
        ("self, inputs, **kwargs", ["requires inputs"]),
        ("self, inputs=None, /, **kwargs", ["must take inputs by keyword; it takes it by position only"]),
    ],
)
def test_create_step_keywords(judge_source: Judge, create: str, found: list[str]) -> None:
    outcome = judge_source(builder(create=create), "SB106")["SB106"]
    messages = [finding.message for finding in outcome.findings]
    assert len(messages) == len(found)
    assert all(any(text in message for message in messages) for text in found)


def test_return_annotation(judge_source: Judge) -> None:
    (note,) = judge_source(builder(), "SB107")["SB107"].findings
    assert note.message == "create_step has no return annotation"
    annotated = builder(create="self, **kwargs").replace("kwargs):", "kwargs) -> 'CreateModelStep':")
    assert judge_source(annotated, "SB107")["SB107"].findings == ()
