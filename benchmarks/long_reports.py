"""Compare `diff` and `merge` of long JSON reports with an earlier build."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.earlier_build import NOW, Build
from benchmarks.rows import Row, compared
from benchmarks.static_checks import plant_builders
from benchmarks.usage import Usage, alternately, memory, wall
from cursus_tester.reports.json_text import json_pieces

#: How long each report is to be.
_MEGABYTES = 100
#: How many builders are really read for it; their scorecards are repeated under other names.
_READ = 100
#: Of so many scorecards, one differs between the two reports.
_EACH = 50


def rows(folder: Path, before: Build, runs: int) -> Iterable[Row]:
    """Every row on long reports, as soon as it is measured. Each build reads the reports that it wrote."""
    plant_builders(folder, _READ)
    for build in (NOW, before):
        _plant_reports(folder, build)
    for command, given in (("diff", ("{}-a.json", "{}-b.json")), ("merge", ("{}-a.json", "{}-other.json"))):

        def run(build: Build, command: str = command, given: tuple[str, ...] = given) -> Usage:
            files = [each.format(build.name.replace(" ", "-")) for each in given]
            return build.run(command, *files, "-f", f"json={os.devnull}", folder=folder)

        # A run of the earlier build takes a minute.
        now, earlier = alternately(lambda run=run: run(NOW), lambda run=run: run(before), 1)  # type: ignore[misc]
        now += [run(NOW) for _ in range(runs - 1)]
        what = f"`{command}` of two reports of {_MEGABYTES} MB"
        yield compared(what, wall(now), before.name, wall(earlier), 0.15)
        yield compared(f"{what}, memory", memory(now), before.name, memory(earlier), 0.15, unit="MB")


def _plant_reports(folder: Path, build: Build) -> None:
    """Write a report, another one that differs from it, and one of other builders."""
    stem = build.name.replace(" ", "-")
    build.run("check", "modules", "--static", "--no-cache", "-f", f"json={stem}.json", folder=folder)
    text = (folder / f"{stem}.json").read_text(encoding="utf-8")
    document = json.loads(text)
    times = -(-_MEGABYTES * 1_000_000 // len(text))
    for name, changes, prefix in (("a", False, ""), ("b", True, ""), ("other", False, "other/")):
        subjects = (
            _renamed(document["subjects"][index], f"{prefix}{turn}", differs=changes and number % _EACH == 0)
            for number, turn, index in _in_order(document["subjects"], prefix, times)
        )
        # What this process holds would count as memory of those that it starts.
        with (folder / f"{stem}-{name}.json").open("w", encoding="utf-8") as written:
            written.writelines(json_pieces(document, "subjects", subjects))


def _in_order(subjects: Sequence[dict[str, Any]], prefix: str, times: int) -> Iterable[tuple[int, int, int]]:
    """The number, the turn and the index of each scorecard, sorted by the id that it gets."""
    every = [(turn, index) for turn in range(times) for index in range(len(subjects))]
    every.sort(key=lambda each: f"{prefix}{each[0]}/{subjects[each[1]]['id']}")
    return ((turn * _READ + index, turn, index) for turn, index in every)


def _renamed(subject: dict[str, Any], folder: str, *, differs: bool) -> dict[str, Any]:
    """A scorecard under another path; one that differs has no findings."""
    outcomes = subject["outcomes"]
    if differs:
        outcomes = [{**each, "findings": []} if each["outcome"] == "passed" else each for each in outcomes]
    path = f"{folder}/{subject['path']}"
    return {**subject, "id": f"{folder}/{subject['id']}", "path": path, "outcomes": outcomes}
