"""The store of what is kept: what it takes, and what it gives back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cursus_tester.run.cache import Store, open_store

KEY = b"k" * 32


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    return tmp_path


def test_an_answer_is_given_to_what_was_asked() -> None:
    store = Store("kept", KEY)

    assert store.put("one", {"a": 1}, ["absent.py"])
    assert store.put("two", {"a": 2}, ["absent.py"])
    assert [Store("kept", KEY).get(asked, dict) for asked in ("one", "two", "three")] == [{"a": 1}, {"a": 2}, None]


def test_the_last_answer_counts() -> None:
    store = Store("kept", KEY)
    store.put("one", 1, [])
    store.put("one", 2, [])

    assert Store("kept", KEY).get("one", int) == 2
    assert len(list(Path("kept").glob("*.json"))) == 1


def test_an_answer_of_another_shape_is_none() -> None:
    Store("kept", KEY).put("one", {"a": 1}, [])

    assert Store("kept", KEY).get("one", int) is None


@pytest.mark.parametrize("answer", ["\udcff", {"a": (1, 2)}, {"a": float("nan")}], ids=["surrogate", "tuple", "NaN"])
def test_what_would_be_given_back_as_something_else_is_not_kept(answer: object) -> None:
    store = Store("kept", KEY)

    assert not store.put("one", answer, [])
    assert Store("kept", KEY).get("one", type(answer)) is None


def test_odd_names_are_asked_for_and_rested_on() -> None:
    store = Store("kept", KEY)

    assert store.get("od\udcffd", int) is None
    assert not store.put("od\udcffd", 1, ["od\udcffd.py"])


@pytest.mark.parametrize("size", [0, 31, 33])
def test_no_entry_is_signed_with_a_key_that_is_none(folder: Path, size: int) -> None:
    assert open_store(None) is not None
    (folder / "user/cursus-tester/key").write_bytes(b"k" * size)

    assert open_store(None) is None


def test_where_no_folder_can_be_made_nothing_is_kept(folder: Path) -> None:
    (folder / "file").touch()

    assert not Store("file/kept", KEY).put("one", 1, [])
    assert os.listdir() == ["file"]
