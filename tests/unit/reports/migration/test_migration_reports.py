"""What a migration changes, in every format."""

from __future__ import annotations

import json

from cursus_tester.reports.renderers import MIGRATION_RENDERERS
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.results.migration import Aspect, Compiled, Difference, Judgement, Migration

OPTIONS = RenderOptions(width=80)
OLD, NEW = Compiled(subject="old.py::A", sdk="sagemaker 2.257.7"), Compiled(subject="new.py::A", sdk="sagemaker 3.27.0")
MATTERS = Judgement(aspect=Aspect.RUN_TIME, matters=True, says="set it", source="sagemaker 3.27.0")
HARMLESS = Judgement(aspect=Aspect.OTHER, matters=False)


def example() -> Migration:
    return Migration(
        old=OLD,
        new=NEW,
        pairs=(("T", "T"),),
        differences=(
            Difference(step="T", type="Job", path="Arguments.Stop", old=86400, new=3600, judgement=MATTERS),
            Difference(step="T", type="Job", path="Arguments.\x1bHook", old={"A": 1}, new=None, judgement=HARMLESS),
        ),
    )


def test_the_terminal_tells_first_what_matters() -> None:
    assert MIGRATION_RENDERERS["terminal"](example(), OPTIONS) == (
        "old: old.py::A, sagemaker 2.257.7\n"
        "new: new.py::A, sagemaker 3.27.0\n"
        "\n"
        "What matters to the container or the run\n"
        "T (Job)\n"
        "  Stop: how long it may run\n"
        "    old  86400\n"
        "    new  3600\n"
        "    set it (sagemaker 3.27.0)\n"
        "\n"
        "What does no harm\n"
        "T (Job)\n"
        "  \\x1bHook: another member\n"
        '    old  {"A": 1}\n'
        "    new  absent\n"
        "\n"
        "1 step compared: 1 difference that matters, 1 harmless\n"
    )


def test_no_difference_is_said() -> None:
    text = MIGRATION_RENDERERS["terminal"](Migration(old=OLD, new=NEW, pairs=(("T", "T"),)), OPTIONS)

    assert text.endswith("\n1 step compared: both compile to the same\n")


def test_json_has_every_difference() -> None:
    document = json.loads(MIGRATION_RENDERERS["json"](example(), OPTIONS))

    assert document["schema"] == "cursus-tester/migration/1"
    assert (document["old"]["sdk"], document["new"]["sdk"]) == ("sagemaker 2.257.7", "sagemaker 3.27.0")
    assert document["steps"] == [{"old": "T", "new": "T"}]
    assert [(each["aspect"], each["matters"], each["old"], each["new"]) for each in document["differences"]] == [
        ("run_time", True, 86400, 3600),
        ("other", False, {"A": 1}, None),
    ]
