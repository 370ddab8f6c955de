"""What is found out about a builder's class beside its scenarios."""

from __future__ import annotations

import abc
import contextlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.evidence.interface import FileWrite
from cursus_tester.observation.asked_inputs import WatchedInputs, calls_by_name, mentioned_names
from cursus_tester.observation.import_watch import watching_imports
from cursus_tester.observation.interface import call_with_nothing, methods_of
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sandbox import guard
from cursus_tester.scenarios.invalid import unlisted_change


class Base(abc.ABC):
    @abc.abstractmethod
    def create_step(self) -> Any: ...

    def _get_inputs(self, inputs: dict[str, Any]) -> Any:
        return inputs["scaler_data"] if "model_data" in inputs else self.estimator.create_model()

    estimator: Any


def test_methods_that_are_still_abstract_are_not_there() -> None:
    assert "_get_inputs" in methods_of(Base)
    assert "create_step" not in methods_of(Base)


def test_names_in_the_code() -> None:
    assert {"scaler_data", "model_data"} <= set(mentioned_names(Base, lambda file: file == __file__))
    assert mentioned_names(Base, lambda _: False) == ()
    assert calls_by_name(Base, "create_model")
    assert not calls_by_name(Base, "fit")


@pytest.mark.parametrize(
    ("method", "returned", "raised"),
    [
        (lambda outputs: None, "None", ""),
        (lambda: None, "None", ""),
        (lambda outputs, extra=None: {}, "dict", ""),
        (lambda *, outputs: [], "list", ""),
        (lambda outputs: outputs["model_name"], "", "KeyError: 'model_name'"),
    ],
)
def test_call_with_nothing(method: Any, returned: str, raised: str) -> None:
    builder = type("Builder", (), {"_get_outputs": staticmethod(method)})()
    result = call_with_nothing(builder, "_get_outputs")
    assert result is not None
    assert (result.returned, result.raised) == (returned, raised)


@pytest.mark.parametrize("attributes", [{}, {"_get_outputs": staticmethod(lambda one, other: None)}])
def test_no_call_of_what_wants_more(attributes: dict[str, Any]) -> None:
    assert call_with_nothing(type("Builder", (), attributes)(), "_get_outputs") is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("open('builder.log', 'w').close()", ["builder.log"]),
        ("pathlib.Path('made').mkdir()", ["made"]),
        ("os.open('x.lock', os.O_CREAT | os.O_RDWR)", ["x.lock"]),
        ("open(__file__).close()", []),
        ("open(os.devnull, 'w').close()", []),
    ],
)
def test_files_written_by_an_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "written_at_import.py"
    source.write_text(f"import os\nimport pathlib\n{statement}\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("written_at_import", source)
    assert spec is not None
    assert spec.loader is not None
    found: list[FileWrite] = []
    with (
        guard.guarding(str(tmp_path), str(tmp_path), lambda *_: None),
        watching_imports(TeamCode((str(tmp_path),), str(tmp_path)), found),
    ):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    assert [write.path for write in found] == expected
    assert all((write.place.path, write.place.line) == ("written_at_import.py", 3) for write in found)
    Path("later.txt").write_text("", encoding="utf-8")
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("framework", "listed", "config", "expected"),
    [
        ("xgboost", ("1.5-1", "1.7-1"), {"py_version": "py3"}, {"version": "3.0-5"}),
        ("pytorch", ("2.1.0",), {"py_version": "py39"}, {"version": "1.13", "py_version": "py39"}),
        ("pytorch", ("2.1.0",), {}, {"version": "2.6"}),
        (
            "huggingface",
            ("4.28.1", "4.51.3"),
            {"pytorch_version": "2.0.0", "py_version": "py310"},
            {"version": "4.49", "pytorch_version": "2.6.0", "py_version": "py312"},
        ),
        (None, ("1",), {}, {"version": "99.9"}),
    ],
)
def test_unlisted_version(
    framework: str | None, listed: tuple[str, ...], config: dict[str, str], expected: dict[str, str]
) -> None:
    assert unlisted_change(framework, listed, config, "version") == expected


@pytest.mark.parametrize(
    "read",
    [
        lambda inputs: inputs.get("events"),
        lambda inputs: (inputs or {}).get("events", "nothing"),
        lambda inputs: "events" in inputs,
        lambda inputs: inputs.pop("events", None),
        lambda inputs: inputs["events"],
    ],
)
def test_inputs_remember_what_was_not_found(read: Callable[[Any], object]) -> None:
    not_found: list[str] = []

    with contextlib.suppress(KeyError):
        read(WatchedInputs({}, not_found))

    assert not_found == ["events"]


@pytest.mark.parametrize(
    "read",
    [
        lambda inputs: inputs.get("model_data"),
        lambda inputs: inputs["model_data"],
        lambda inputs: inputs.pop("model_data"),
        lambda inputs: inputs.get(("a", "tuple")),
        lambda inputs: inputs.get("no name"),
    ],
)
def test_inputs_remember_nothing_else(read: Callable[[Any], object]) -> None:
    not_found: list[str] = []
    read(WatchedInputs({"model_data": "s3://…"}, not_found))

    assert not_found == []
