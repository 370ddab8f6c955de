from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from cursus_tester.evidence.scenario import SourceKind
from cursus_tester.sdk import distribution, imports, installed, names
from cursus_tester.sdk.distribution import SdkError
from cursus_tester.sdk.expressions import MethodCall, New, evaluate
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.v2 import classes, modules
from cursus_tester.sdk.v2.modules import MODULES


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str | None], None]]:
    """Makes another version of the SDK the installed one."""

    def pretend(version: str | None) -> None:
        for module in (distribution, installed):
            monkeypatch.setattr(module, "installed_version", lambda: version)
        installed.sdk.cache_clear()

    yield pretend
    installed.sdk.cache_clear()


def test_the_adapter_says_its_version() -> None:
    assert sdk().version == distribution.installed_version()


@pytest.mark.parametrize(
    ("installed_version", "found"),
    [
        ("1.72.1", f"found sagemaker 1.72.1; builders are run with {distribution.REQUIREMENT}, or with sagemaker>=3"),
        ("4.0.0", f"found sagemaker 4.0.0; builders are run with {distribution.REQUIREMENT}, or with sagemaker>=3"),
        (None, "found no sagemaker; pip install 'cursus-tester[run]', which brings one"),
    ],
)
def test_an_sdk_without_adapter_is_named(
    version: Callable[[str | None], None], installed_version: str | None, found: str
) -> None:
    version(installed_version)

    with pytest.raises(SdkError, match=re.escape(found)):
        sdk()


@pytest.mark.parametrize(
    ("sagemaker", "parts", "found"),
    [
        (
            "3.0.1",
            {"sagemaker-core": "2.27.0", "sagemaker-serve": "1.27.0"},
            "found sagemaker 3.0.1 (sagemaker-core 2.27.0, sagemaker-serve 1.27.0): no sagemaker-train, no "
            "sagemaker-mlops; builders are run with sagemaker>=3 sagemaker-core>=2.25 sagemaker-train>=1.25 "
            "sagemaker-serve>=1.25 sagemaker-mlops>=1.25: pip install --upgrade sagemaker sagemaker-core",
        ),
        (
            "3.27.0",
            {
                "sagemaker-core": "2.9.1",
                "sagemaker-train": "1.27.0",
                "sagemaker-serve": "1.24.9",
                "sagemaker-mlops": "1.25.0",
            },
            "): sagemaker-core 2.9.1, sagemaker-serve 1.24.9; builders are run with sagemaker>=3",
        ),
        (
            "2.257.7",
            {"sagemaker-core": "2.27.0"},
            "found sagemaker 2.257.7 beside sagemaker-core 2.27.0, which belong to version 3 and overwrite its "
            "modules: pip uninstall sagemaker-core, then pip install --force-reinstall --no-deps sagemaker==2.257.7 "
            "'sagemaker-core<2'",
        ),
        (
            "2.257.7",
            {"sagemaker-core": "1.0.78", "sagemaker-mlops": "1.27.0"},
            "found sagemaker 2.257.7 beside sagemaker-mlops 1.27.0, which belong to version 3",
        ),
    ],
)
def test_the_parts_of_version_three_are_named(
    version: Callable[[str | None], None],
    monkeypatch: pytest.MonkeyPatch,
    sagemaker: str,
    parts: dict[str, str],
    found: str,
) -> None:
    version(sagemaker)
    monkeypatch.setattr(distribution, "installed_parts", lambda: parts)

    with pytest.raises(SdkError, match=re.escape(found)):
        sdk()


@pytest.mark.parametrize(
    ("requirement", "found"),
    [
        ("sagemaker-core>=2.27.0", ("sagemaker-serve 1.27.0 needs sagemaker-core>=2.27.0",)),
        ("sagemaker-core<3.0.0,>=2.27.0", ("sagemaker-serve 1.27.0 needs sagemaker-core>=2.27.0",)),
        ("sagemaker-core>=2.25.0", ()),
        ("sagemaker-core (>=2.25.1)", ("sagemaker-serve 1.27.0 needs sagemaker-core>=2.25.1",)),
        ('sagemaker-core>=2.27.0; extra == "all"', ()),
        ("sagemaker-mlflow>=9", ()),
    ],
)
def test_parts_that_are_upgraded_by_half_are_named(
    monkeypatch: pytest.MonkeyPatch, requirement: str, found: tuple[str, ...]
) -> None:
    parts = {"sagemaker-core": "2.25.0", **dict.fromkeys(names.V3_ONLY_PARTS, "1.25.0"), "sagemaker-serve": "1.27.0"}
    monkeypatch.setattr(distribution, "installed_parts", lambda: parts)
    monkeypatch.setattr(
        distribution, "_requirements", lambda name: (requirement,) if name == "sagemaker-serve" else ("numpy>=2",)
    )

    assert distribution.outdated_parts() == found


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_class_is_where_it_is_said_to_be(name: str) -> None:
    assert sdk().classes.class_named(name).__module__ == MODULES[name]


@pytest.mark.parametrize(
    "name", [*names.SESSION_CLASSES.values(), *names.FRAMEWORK_MODELS.values(), names.CREATE_MODEL_STEP, names.PIPELINE]
)
def test_what_is_named_can_be_imported(name: str) -> None:
    scope: dict[str, object] = {}
    exec(imports.import_of(name), scope)
    assert scope[name] is sdk().classes.class_named(name)


def test_a_step_class_is_found_by_its_name_alone() -> None:
    found = sdk().classes.class_named("LambdaStep")
    assert (found.__module__, found.__name__) == ("sagemaker.workflow.lambda_step", "LambdaStep")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: sdk().classes.class_named("NoModel"), "the adapter for SDK v2 knows no class 'NoModel'; add it"),
        (lambda: sdk().classes.methods("Model", "absent"), "sagemaker 2.257.7 has no method 'absent' of Model"),
        (lambda: sdk().classes.holders("image_uris.absent"), "the adapter knows no function 'image_uris.absent'"),
        (lambda: imports.import_of("NoModel"), "the adapter for SDK v2 knows no class 'NoModel'; add it"),
    ],
)
def test_what_is_not_found_is_named(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(SdkError, match=re.escape(message)):
        ask()


def test_a_class_that_an_sdk_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "MODULES", {"Gone": "sagemaker.session", "Lost": "sagemaker.lost"})
    for name, message in (
        ("Gone", "has no class 'Gone' in sagemaker.session"),
        ("Lost", "has no module 'sagemaker.lost'"),
    ):
        with pytest.raises(SdkError, match=re.escape(message)):
            classes.class_named(name)


def test_a_function_that_an_sdk_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from sagemaker import image_uris

    monkeypatch.delattr(image_uris, "config_for_framework")
    with pytest.raises(SdkError, match=re.escape("has no function 'config_for_framework' in sagemaker.image_uris")):
        list(sdk().classes.kept_results())


def test_modules_of_an_unknown_sdk(version: Callable[[str | None], None]) -> None:
    version("4.0.0")
    with pytest.raises(SdkError, match="nothing is known of the modules of SDK v4"):
        imports.module_of(names.SESSION)


def test_a_family_is_a_class_and_those_of_the_sdk_that_derive_from_it() -> None:
    class Own(sdk().classes.class_named(names.MODEL)):  # type: ignore[misc]
        """A team's own."""

    family = [each.__name__ for each in sdk().classes.family(names.MODEL)]

    assert family[0] == names.MODEL
    assert {names.FRAMEWORK_MODEL, names.MULTI_DATA_MODEL, *names.FRAMEWORK_MODELS.values()} <= set(family)
    assert len(family) == len(set(family))
    assert Own not in sdk().classes.family(names.MODEL)


def test_an_expression_is_evaluated_in_depth() -> None:
    class Receiver(SimpleNamespace):
        def join(self, first: list[str], *, last: dict[str, object]) -> tuple[object, ...]:
            return self.text, first, last

    expression = MethodCall(
        receiver=New(cls=Receiver, arguments={"text": New(cls=str, positional=(7,))}),
        method="join",
        positional=([New(cls=str, positional=(8,))],),
        arguments={"last": {"key": New(cls=complex, arguments={"real": 1, "imag": 2})}},
    )

    assert evaluate(expression) == ("7", ["8"], {"key": 1 + 2j})


def test_only_steps_are_steps() -> None:
    steps = sdk().steps
    idle = evaluate(steps.idle("Idle"))

    assert steps.members(idle) == (idle,)
    assert steps.members("Idle") is None
    assert steps.own_attributes(idle) is None
    assert steps.trained_estimator(idle) is None
    assert SourceKind.TRAINING.is_step
