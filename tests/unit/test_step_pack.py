"""Step packs: the ones that there are, and what they say together."""

from __future__ import annotations

import pytest

from cursus_tester import step_pack
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import StepPack, all_listening, default_pack, evidence_names, is_static, pack_of, packs
from cursus_tester.steps.create_model.pack import PACK as CREATE_MODEL

WAIT = StepPack(
    name="Wait",
    step_class="CallbackStep",
    definition_type="Callback",
    listening=Listening(methods={"Session": ("create_model", "wait")}, functions=("image_uris.retrieve",)),
    evidence={
        "queues": lambda source: source,
        "messages": lambda queues, traces: (queues, traces),
    },
)


@pytest.fixture
def with_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (*packs(), WAIT)
    monkeypatch.setattr(step_pack, "packs", lambda: found)


def test_our_own_packs_are_found() -> None:
    assert CREATE_MODEL in packs()
    assert {pack.name for pack in packs()} >= {"CreateModel", "Lambda", "Processing", "Training", "Callback", "Fail"}
    assert (pack_of("CreateModel"), pack_of("Wait"), pack_of(None)) == (CREATE_MODEL, None, None)
    assert default_pack() is CREATE_MODEL


@pytest.mark.usefixtures("with_wait")
def test_what_any_pack_listens_to_is_listened_to_once() -> None:
    listening = all_listening()

    assert listening.steps.count("CallbackStep") == 1
    assert listening.methods["Session"].count("create_model") == 1
    assert listening.methods["Session"][-1] == "wait"
    assert sorted(listening.functions) == sorted(set(listening.functions))


@pytest.mark.usefixtures("with_wait")
@pytest.mark.parametrize(
    ("name", "expected"),
    [("source", True), ("subject", True), ("traces", False), ("builder", False), ("queues", True), ("messages", False)],
)
def test_evidence_is_static_where_all_that_it_is_made_of_is(name: str, expected: bool) -> None:
    assert name in evidence_names()
    assert is_static(name) is expected


def test_a_pack_of_another_distribution_takes_the_place_of_a_generic_one(monkeypatch: pytest.MonkeyPatch) -> None:
    fail = StepPack(name="Fail", step_class="FailStep", definition_type="Fail")
    entry = type("Entry", (), {"name": "fail", "value": "acme:PACK", "load": lambda self: fail})()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry])

    found = packs.__wrapped__()

    assert [pack for pack in found if pack.name == "Fail"] == [fail]
