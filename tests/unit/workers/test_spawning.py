"""Workers that are processes of their own bring what forked ones bring."""

from __future__ import annotations

import dataclasses
import itertools
import math
import os
from pathlib import Path

import msgspec
import pytest

from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.probe.job import Job
from cursus_tester.workers import pool
from cursus_tester.workers.jobs import Bounds, Probed
from cursus_tester.workers.launching import ProbeError, Server
from cursus_tester.workers.pool import probe_one
from cursus_tester.workers.processor_waits import waited_for_processor
from cursus_tester.workers.spawning import Spawner
from tests.hostile.builders import Hostile, once

EXITING = Hostile(name="exiting", fails=(), at_build=once("print('over'); __import__('os')._exit(3)"))
#: Inside a sum no Python code runs, not even a handler of a signal.
HANGING = Hostile(name="hanging", fails=(), at_build=once("sum(range(10**13))"))
#: It needs half a second of a processor.
BUSY = Hostile(
    name="busy",
    fails=(),
    at_build=once(
        "clock = __import__('time').process_time; end = clock() + 0.5; any(clock() > end for _ in iter(int, 1))"
    ),
)
COLLECTING = Hostile(name="collecting", fails=(), at_build=once("print(__import__('gc').isenabled())"))
BASELINE = Scenario(
    name="baseline",
    session=SessionKind.PIPELINE_SESSION,
    source=SourceKind.TRAINING,
    source_name="XGBoostTraining",
    input_name="model_data",
    route=Route.DEPENDENCIES,
)
SCENARIOS = (
    BASELINE,
    dataclasses.replace(BASELINE, name="exits", enable_caching=True),
    dataclasses.replace(BASELINE, name="after it", session=SessionKind.SESSION),
)


def _as_text(probed: Probed) -> str:
    timeless = dataclasses.replace(probed, seconds=0.0)
    return hide_stamps(msgspec.json.encode(timeless, order="deterministic").decode())


def _job(folder: Path, builder: Hostile) -> Job:
    path = folder / builder.file
    path.write_bytes(builder.content)
    return Job(
        module=path.stem,
        name="HostileModelStepBuilder",
        import_root=str(folder),
        from_estimator=False,
        only=SCENARIOS,
    )


def test_spawned_workers_bring_the_same(tmp_path: Path) -> None:
    job = _job(tmp_path, EXITING)

    with Server() as server, Spawner() as spawner:
        forked = probe_one(server, job, Bounds())
        spawned = probe_one(spawner, job, Bounds())

    assert [trace.death for trace in spawned.traces] == [None, "its process exited with status 3", None]
    assert spawned.output == "over\n"
    assert _as_text(spawned) == _as_text(forked)
    assert not Path(spawner.folder).exists()


def test_where_a_builder_is_that_runs_out_of_time(tmp_path: Path) -> None:
    job = _job(tmp_path, HANGING)
    line = next(number for number, text in enumerate(HANGING.content.splitlines(), 1) if b"sum(range(" in text)

    with Server() as server:
        probed = probe_one(server, job, Bounds(scenario=1.0))

    before, late, after = probed.traces
    assert (before.death_place, after.death_place) == (None, None)
    assert late.death == "it exceeded its time limit of 1 s and was killed"
    assert late.death_place is not None
    assert (Path(late.death_place.path).name, late.death_place.line) == (HANGING.file, line)


def test_time_without_a_processor_is_not_the_builders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job, waits = _job(tmp_path, BUSY), itertools.count(step=10.0)
    with Server() as server:
        late = probe_one(server, job, Bounds(scenario=0.2)).traces
        monkeypatch.setattr(pool, "waited_for_processor", lambda pid: next(waits))
        in_time = probe_one(server, job, Bounds(scenario=0.2)).traces

    assert [trace.death for trace in late] == [None, "it exceeded its time limit of 0.2 s and was killed", None]
    assert [trace.death for trace in in_time] == [None, None, None]


def test_how_long_a_process_waited_for_a_processor() -> None:
    assert 0.0 <= waited_for_processor(os.getpid()) < math.inf
    assert waited_for_processor(-1) == 0.0


@pytest.mark.parametrize("launcher", [Server, Spawner])
def test_a_builder_has_its_garbage_collected(launcher: type[Server | Spawner], tmp_path: Path) -> None:
    """Nobody looks for garbage while the SDK is loaded."""
    with launcher() as started:
        assert probe_one(started, _job(tmp_path, COLLECTING), Bounds()).output == "True\n"


@pytest.mark.parametrize("launcher", [Server, Spawner])
def test_a_request_may_be_of_any_size(launcher: type[Server | Spawner], tmp_path: Path) -> None:
    """A socket takes some 200 kB at once, and a config may hold more."""
    long = dataclasses.replace(BASELINE, name="long" * 500_000)
    job = dataclasses.replace(_job(tmp_path, COLLECTING), only=(long,))
    with launcher() as started:
        assert [trace.scenario for trace in probe_one(started, job, Bounds()).traces] == [long]


def test_a_worker_that_cannot_import_the_sdk_is_no_fault_of_the_builder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sagemaker.py").write_text("raise ImportError('no such SDK')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    job = Job(module="absent", name="Absent", import_root=str(tmp_path), from_estimator=False)

    with (
        Spawner() as spawner,
        pytest.raises(ProbeError, match="cannot be imported: ImportError: no such SDK; check that"),
    ):
        probe_one(spawner, job, Bounds())
