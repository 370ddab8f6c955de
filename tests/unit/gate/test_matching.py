"""Which builder of a change is which of its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from cursus_tester.gate.matching import pair_subjects
from cursus_tester.results.subject import Place, Subject, SubjectKind


def at(path: str, name: str = "AStepBuilder", kind: SubjectKind = SubjectKind.BUILDER) -> Subject:
    return Subject(name=name, kind=kind, place=Place(path=path), file=f"/{path}")


def unparsed(path: str) -> Subject:
    return replace(at(path, "", SubjectKind.MODULE), parses=False)


@pytest.mark.parametrize(
    ("before", "after", "moved", "expected"),
    [
        pytest.param([at("a.py")], [at("a.py")], {}, [("a.py::AStepBuilder", "a.py::AStepBuilder")], id="the same"),
        pytest.param([], [at("a.py")], {}, [(None, "a.py::AStepBuilder")], id="new"),
        pytest.param([at("a.py")], [], {}, [("a.py::AStepBuilder", None)], id="gone"),
        pytest.param(
            [at("a.py"), at("x.py")],
            [at("b.py"), at("y.py")],
            {"b.py": "x.py", "y.py": "a.py"},
            [("x.py::AStepBuilder", "b.py::AStepBuilder"), ("a.py::AStepBuilder", "y.py::AStepBuilder")],
            id="the file was moved",
        ),
        pytest.param(
            [at("a.py")], [at("b.py")], {}, [("a.py::AStepBuilder", "b.py::AStepBuilder")], id="moved to another file"
        ),
        pytest.param(
            [at("a.py"), at("c.py")],
            [at("b.py")],
            {},
            [("a.py::AStepBuilder", None), (None, "b.py::AStepBuilder"), ("c.py::AStepBuilder", None)],
            id="one of two of a name",
        ),
        pytest.param([at("a.py", "A")], [at("a.py", "B")], {}, [("a.py::A", "a.py::B")], id="the class was renamed"),
        pytest.param(
            [at("a.py", "A")], [at("b.py", "B")], {"b.py": "a.py"}, [("a.py::A", "b.py::B")], id="class and file"
        ),
        pytest.param(
            [at("a.py", "A")],
            [at("b.py", "B")],
            {},
            [("a.py::A", None), (None, "b.py::B")],
            id="another class in another file",
        ),
        pytest.param(
            [unparsed("a.py")],
            [at("a.py", "A"), at("a.py", "B")],
            {},
            [("a.py::", "a.py::A"), ("a.py::", "a.py::B")],
            id="the file did not parse",
        ),
        pytest.param(
            [at("a.py", "A"), at("a.py", "B")], [unparsed("a.py")], {}, [(None, "a.py::")], id="nor does it now"
        ),
        pytest.param([unparsed("a.py")], [], {}, [], id="a file that did not parse is gone"),
        pytest.param(
            [at("a.py", "", SubjectKind.MODULE)],
            [at("b.py", "", SubjectKind.MODULE)],
            {},
            [("a.py::", None), (None, "b.py::")],
            id="whole files have no name",
        ),
    ],
)
def test_former_selves(
    before: Sequence[Subject], after: Sequence[Subject], moved: Mapping[str, str], expected: list[tuple[str, str]]
) -> None:
    pairs = pair_subjects(before, after, moved)

    assert [(pair.before and pair.before.id, pair.after and pair.after.id) for pair in pairs] == expected
