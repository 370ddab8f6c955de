"""The pytest plugin: options, hooks and fixtures.

Every pytest run imports this module where the tester is installed, so it imports only pytest. What an option or a
fixture needs is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cursus_tester.pytest_plugin.account import FakeAccount
    from cursus_tester.pytest_plugin.conformance import Conformance
    from cursus_tester.pytest_plugin.spies import SdkCalls

_MARKERS = (
    "level1: a conformance rule on the builder's interface",
    "level2: a conformance rule on the builder's specification",
    "level3: a conformance rule on the step that the builder creates",
    "level4: a conformance rule on the compiled pipeline",
    "static: a conformance rule that can find something without running the builder",
    "dynamic: a conformance rule that needs the builder to run",
    "conformance_builders(*paths, select, ignore): a test for each builder in the paths, as the argument 'builder'; "
    "written as @parametrize_builders(…)",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance", "conformance of SageMaker step builders")
    group.addoption(
        "--conformance",
        metavar="PATH",
        nargs="+",
        action="extend",
        default=[],
        help="check the step builders in these files and folders: a test for each builder and rule",
    )
    group.addoption(
        "--conformance-fail-on",
        metavar="SEVERITY",
        choices=("error", "warning", "never"),
        help="the severity of a failed rule that fails a test: error (default), warning or never; "
        "other failed rules are warnings",
    )
    group.addoption(
        "--conformance-static",
        action="store_true",
        help="run none of the builders' code and skip the rules that need it",
    )
    group.addoption(
        "--conformance-report",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="write a report, as `cursus-tester check --format` does; repeatable",
    )
    parser.addini("conformance_paths", "paths that --conformance checks when it is not given", type="paths", default=[])


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    from cursus_tester.pytest_plugin import hooks

    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config: pytest.Config) -> None:
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    if config.getoption("conformance") or config.getini("conformance_paths"):
        from cursus_tester.pytest_plugin.collection import Collection

        config.pluginmanager.register(Collection(config), "cursus_tester_collection")
    if config.getoption("conformance_report"):
        from cursus_tester.pytest_plugin import reporting

        reporting.targets_of(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist is about to start a worker."""
    from cursus_tester.pytest_plugin import workers

    workers.hand_folder_to(node)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("conformance_builders")
    if marker is not None:
        from cursus_tester.pytest_plugin.conformance import parametrize

        parametrize(metafunc, *marker.args, **marker.kwargs)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the reports that are asked for, under pytest-xdist once."""
    if session.config.getoption("conformance_report") and not hasattr(session.config, "workerinput"):
        from cursus_tester.pytest_plugin import reporting

        reporting.write_reports(session)


@pytest.fixture
def conformance(request: pytest.FixtureRequest) -> Conformance:
    """``conformance.check(Builder, config=…)`` fails the test unless the builder conforms."""
    from cursus_tester.pytest_plugin.conformance import Conformance

    return Conformance(request.node)


@pytest.fixture
def fake_account() -> Iterator[FakeAccount]:
    """A faked AWS account in this process: a bucket, a model archive, a role; no network, no credentials."""
    from cursus_tester.pytest_plugin.account import faked

    with faked() as account:
        yield account


@pytest.fixture
def pipeline_session(fake_account: FakeAccount) -> Any:
    """The SDK's ``PipelineSession`` in the faked account."""
    return fake_account.pipeline_session()


@pytest.fixture
def training_step(request: pytest.FixtureRequest, fake_account: FakeAccount, pipeline_session: Any) -> Any:
    """A training step of XGBoost; of PyTorch by ``parametrize("training_step", ["pytorch"], indirect=True)``."""
    return fake_account.training_step(getattr(request, "param", "xgboost"), pipeline_session)


@pytest.fixture
def compile_step(fake_account: FakeAccount, pipeline_session: Any) -> Callable[..., dict[str, Any]]:
    """``compile_step(step, *other_steps, parameters=…)`` returns the step of the compiled pipeline, as a dict."""
    from functools import partial

    return partial(fake_account.compile_step, session=pipeline_session)


@pytest.fixture
def sdk_calls(request: pytest.FixtureRequest) -> SdkCalls:
    """``sdk_calls["CreateModelStep"]`` is pytest-mock's spy on that class's constructor; the real one runs."""
    from cursus_tester.pytest_plugin.spies import spy_on_sdk

    return spy_on_sdk(request)
