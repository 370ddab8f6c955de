"""Settings: which file holds, what it may say, what is wrong with it, and what it means for a builder."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.results.finding import Waiver
from cursus_tester.results.rule import FailOn, Severity
from cursus_tester.settings.reading import SettingsError, read_settings
from cursus_tester.settings.settings import Settings, is_named
from cursus_tester.settings.text import show_settings

CONFIGS = '"team.steps:ChurnStepBuilder" = "team.fixtures:make_config"\n'

EVERYTHING = """\
paths = ["builders", "../other/x.py"]
exclude = ["builders/legacy", "*_old.py"]
select = ["SB", "CM3"]
ignore = ["SB320"]
fail-on = "warning"
min-score = 80
formats = ["terminal", "json=-", "json=reports/x.json"]
timeout = 1.5
memory-limit = "512MiB"
thorough = true
import-root = "src"
waiver-limit-days = 90
strict-waivers = true
baseline = "debt.json"

[severity]
SB408 = "error"

[configs]
"a:B" = "c:d"

[[waivers]]
rule = "SB320"
builder = "a:B"
reason = "agreed"
expires = 2027-01-31
owner = "us"
ticket = "ML-1"

[[waivers]]
rule = "SB321"
builder = "builders/*::*"
reason = "agreed too"
expires = "2027-02-28"
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {}),
        ({"pyproject.toml": f"[tool.cursus-tester.configs]\n{CONFIGS}"}, "read"),
        ({"cursus-tester.toml": f"[configs]\n{CONFIGS}"}, "read"),
        ({"cursus-tester.toml": "", "pyproject.toml": f"[tool.cursus-tester.configs]\n{CONFIGS}"}, {}),
        (
            {"pyproject.toml": "[tool.x]\ny = 1\n", "../pyproject.toml": f"[tool.cursus-tester.configs]\n{CONFIGS}"},
            "read",
        ),
        ({"pyproject.toml": "[tool.cursus-tester]\n", "../cursus-tester.toml": f"[configs]\n{CONFIGS}"}, {}),
    ],
    ids=["none", "pyproject", "own file", "own file first", "above", "nearest"],
)
def test_file_that_holds(tmp_path: Path, files: dict[str, str], expected: object) -> None:
    here = tmp_path / "repository"
    here.mkdir()
    for name, text in files.items():
        (here / name).resolve().write_text(text)
    found = dict(read_settings(str(here)).configs)
    assert found == ({"team.steps:ChurnStepBuilder": "team.fixtures:make_config"} if expected == "read" else expected)


@pytest.mark.parametrize(("started_in", "to_the_file"), [(".", ""), ("deeper", "../")])
def test_everything_is_read_with_paths_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started_in: str, to_the_file: str
) -> None:
    (tmp_path / "cursus-tester.toml").write_text(EVERYTHING)
    (tmp_path / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / started_in)

    settings = read_settings(".")

    file = f"{to_the_file}cursus-tester.toml"
    other = os.path.normpath(f"{to_the_file}../other/x.py")
    assert settings == Settings(
        folder=str(tmp_path),
        paths=(f"{to_the_file}builders", other),
        exclude=("builders/legacy", "*_old.py"),
        select=("SB", "CM3"),
        ignore=("SB320",),
        severity={"SB408": Severity.ERROR},
        fail_on=FailOn.WARNING,
        min_score=80.0,
        formats=("terminal", "json=-", f"json={to_the_file}reports/x.json"),
        timeout=1.5,
        memory_limit=512 << 20,
        thorough=True,
        import_root=f"{to_the_file}src",
        configs={"a:B": "c:d"},
        waivers=(
            Waiver(
                rule="SB320",
                builder="a:B",
                reason="agreed",
                expires=datetime.date(2027, 1, 31),
                owner="us",
                ticket="ML-1",
                origin=f"{file}: waivers, number 1",
            ),
            Waiver(
                rule="SB321",
                builder="builders/*::*",
                reason="agreed too",
                expires=datetime.date(2027, 2, 28),
                origin=f"{file}: waivers, number 2",
            ),
        ),
        waiver_limit_days=90,
        strict_waivers=True,
        baseline=f"{to_the_file}debt.json",
        origins=dict.fromkeys(
            (
                *("paths", "exclude", "select", "ignore", "fail_on", "min_score", "formats", "timeout", "memory_limit"),
                *("thorough", "import_root", "waiver_limit_days", "strict_waivers", "baseline"),
                *("severity", "configs", "waivers"),
            ),
            file,
        ),
    )


KEYS = (
    "known: baseline, configs, conventions, environment, exclude, fail-on, formats, ignore, import-root, "
    "memory-limit, min-score, paths, pipelines, select, sessions, severity, strict-waivers, thorough, timeout, "
    "waiver-limit-days, waivers"
)


#: What does not fit, each with what is said of it.
WRONG = [
    ("zzz = 1", f"zzz is no setting; {KEYS}"),
    ("pahts = []", f"pahts is no setting; did you mean paths? {KEYS}"),
    ("fail_on = 1", f"fail_on is no setting; did you mean fail-on? {KEYS}"),
    ("[tool.cursus-tester]", f"tool is no setting; here, keys stand without [tool.cursus-tester]. {KEYS}"),
    ('paths = "builders"', 'paths is "builders"; expected a list of texts'),
    ('exclude = ["a", 1]', 'exclude is ["a", 1]; expected a list of texts'),
    (
        'pipelines."a.py::b".buckets = { ab = "" }',
        'pipelines."a.py::b".buckets is {"ab": ""}; expected a table of folders by names of '
        "buckets, which have 3 to 63 characters",
    ),
    (
        'select = ["cm-3"]',
        'select is ["cm-3"]; expected a list of ids of rules or their beginnings, such as ["CM3", "SB204"]',
    ),
    ('fail-on = "eror"', 'fail-on is "eror"; did you mean error? expected error, warning or never'),
    ("fail-on = true", "fail-on is true; expected error, warning or never"),
    ("min-score = 101", "min-score is 101; expected a score from 0 to 100"),
    ("min-score = nan", "min-score is NaN; expected a score from 0 to 100"),
    ('formats = ["HTML=x"]', 'formats is "HTML=x"; expected formats such as json or html=report.html'),
    ('formats = ["html="]', 'formats is "html="; expected formats such as json or html=report.html'),
    ("timeout = true", "timeout is true; expected a number"),
    ("timeout = 0", "timeout is 0; expected a number of seconds between 0 and 86400"),
    ('memory-limit = "2GB"', 'memory-limit is "2GB"; expected a size such as 512MiB or 2GiB'),
    ("memory-limit = 5", "memory-limit is 5; expected a text"),
    ("thorough = 1", "thorough is 1; expected true or false"),
    ('import-root = " "', 'import-root is " "; expected a text'),
    ("strict-waivers = 1", "strict-waivers is 1; expected true or false"),
    ("waiver-limit-days = 0", "waiver-limit-days is 0; expected a whole number from 1 to 3650"),
    ("severity = 1", 'severity is 1; expected a table with entries such as SB408 = "error"'),
    ('[severity]\nSB408 = "worse"', 'severity."SB408" is "worse"; expected error, warning or info'),
    ('[severity]\nCM = "info"', 'severity: a key is "CM"; expected the id of a rule, such as CM310'),
    ("configs = 1", 'configs is 1; expected a table with entries such as "module:Class" = "module:function"'),
    (
        '[configs]\nChurn = "a:b"',
        'configs: a key is "Churn"; expected a class: "module:Class", "path::Class" or a pattern',
    ),
    (
        '[configs]\n"a:B" = "a.b"',
        'configs."a:B" is "a.b"; expected a function without arguments: "module:function"',
    ),
    ("waivers = 1", "waivers is 1; expected tables, [[waivers]] with rule, builder, reason and expires"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_told_with_what_was_expected(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "cursus-tester.toml").write_text(f"{text}\n")

    with pytest.raises(SettingsError) as caught:
        read_settings(str(tmp_path))

    file = os.path.relpath(tmp_path / "cursus-tester.toml")
    assert caught.value.problems == (f"{file}: {message}",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('builder = "a:B"\nreason = "x"', ": has no rule; a waiver needs one"),
        ('rule = "SB320"\nreason = "x"', ": has no builder; a waiver needs one"),
        ('rule = "SB320"\nbuilder = "a:B"', ": has no reason; a waiver needs one"),
        (
            'rule = "SB320"\nbuilder = "a:B"\nreason = "x"\nexpire = 1',
            ": expire is no setting; did you mean expires? known: builder, expires, message, owner, "
            "reason, rule, scenario, ticket",
        ),
        ('rule = "CM3*"\nbuilder = "a:B"\nreason = "x"', ': rule is "CM3*"; expected the id of a rule, such as CM310'),
        ('rule = "SB320"\nbuilder = "B"\nreason = "x"', ': builder is "B"; expected a class: "module:Class", "path::'),
        ('rule = "SB320"\nbuilder = "a:B"\nreason = "…"', ': reason is "…"; expected a text that says why'),
        (
            'rule = "SB320"\nbuilder = "a:B"\nreason = "x"\nexpires = "31.1.2027"',
            ': expires is "31.1.2027"; expected a date such as 2027-01-31',
        ),
        (
            'rule = "SB320"\nbuilder = "a:B"\nreason = "x"\nexpires = 2027-01-31T00:00:00',
            ': expires is "2027-01-31 00:00:00"; expected a date such as 2027-01-31',
        ),
        (
            'rule = "SB320"\nbuilder = "a:B"\nreason = "x"\nexpires = "2027-02-30"',
            ': expires is "2027-02-30"; expected a date such as 2027-01-31',
        ),
        ('rule = "SB320"\nbuilder = "a:B"\nreason = "x"\nowner = ""', ': owner is ""; expected a text'),
    ],
)
def test_what_is_wrong_with_a_waiver_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[[tool.cursus-tester.waivers]]\n{text}\n")

    with pytest.raises(SettingsError) as caught:
        read_settings(str(tmp_path))

    (problem,) = caught.value.problems
    file = os.path.relpath(tmp_path / "pyproject.toml")
    assert problem.startswith(f"{file}: tool.cursus-tester.waivers, number 1{message}")
    assert caught.value.settings.waivers == ()


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.cursus-tester]\nfail-on = 1\npaths = ["x"]\nnope = 2\nthorough = -1\n'
    )

    with pytest.raises(SettingsError) as caught:
        read_settings(str(tmp_path))

    assert [problem.split("cursus-tester.")[1].split()[0] for problem in caught.value.problems] == [
        "fail-on",
        "nope",
        "thorough",
    ]
    assert caught.value.settings.paths == (os.path.relpath(tmp_path / "x"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool]\ncursus-tester = 1\n", "tool.cursus-tester is 1; expected a table, [tool.cursus-tester]"),
        ("[tool.cursus-tester\n", "is no TOML: "),
    ],
)
def test_a_file_that_holds_no_table(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)

    with pytest.raises(SettingsError, match=r"pyproject\.toml: ") as caught:
        read_settings(str(tmp_path))

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["team.churn:ChurnStepBuilder"], "team.churn:ChurnStepBuilder"),
        (["steps/churn.py::ChurnStepBuilder"], "steps/churn.py::ChurnStepBuilder"),
        (["team.*:*"], "team.*:*"),
        (["steps/*::Churn*"], "steps/*::Churn*"),
        (["*", "team.churn:ChurnStepBuilder"], "team.churn:ChurnStepBuilder"),
        (["other:*", "team.*", "*:*"], "team.*"),
        (["team.churn:Other"], ""),
    ],
)
def test_factory_of_a_builder(keys: list[str], expected: str) -> None:
    settings = Settings(folder="/repository", configs={key: key for key in keys})
    file = "/repository/steps/churn.py"
    assert settings.config_factory(module="team.churn", file=file, name="ChurnStepBuilder") == expected


def test_a_path_with_brackets_is_itself() -> None:
    settings = Settings(folder="/repository")

    names = settings.names_of(module="x", file="/repository/steps[1]/x.py", name="X")

    assert is_named("steps[1]/x.py::X", names)
    assert is_named("steps*::X", names)
    assert not is_named("steps[2]/x.py::X", names)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("builders/legacy", "/repository/builders/legacy", True),
        ("builders/legacy/", "/repository/builders/legacy", True),
        ("legacy", "/repository/builders/legacy", False),
        ("*/legacy", "/repository/builders/deep/legacy", True),
        ("*_old.py", "/repository/builders/churn_old.py", True),
        ("../other", "/other", True),
    ],
)
def test_what_is_left_out(pattern: str, path: str, expected: bool) -> None:
    assert Settings(folder="/repository", exclude=(pattern,)).leaves_out(path) is expected


def without_origins(settings: Settings) -> dict[str, Any]:
    values = {name: getattr(settings, name) for name in settings.__slots__ if name not in ("origins", "waivers")}
    return {**values, "waivers": [(each.rule, each.builder, each.reason, each.expires) for each in settings.waivers]}


@pytest.mark.parametrize(
    "text", ["", EVERYTHING, 'memory-limit = "1000"\ntimeout = 0.25\npaths = ["caf\\u00e9\\u007f\\u009b\\u202e"]\n']
)
def test_shown_settings_are_a_settings_file_that_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("cursus-tester.toml")
    file.write_text(text)
    settings = read_settings(".")

    file.write_text(show_settings(settings), encoding="utf-8")

    expected = without_origins(settings)
    assert without_origins(read_settings(".")) == {**expected, "paths": expected["paths"] or (".",)}


def test_shown_settings_say_where_they_come_from() -> None:
    settings = Settings().changed("pyproject.toml", paths=("builders",), configs={"a:B": "c:d"})
    text = show_settings(settings.changed("--fail-on", fail_on=FailOn.NEVER))

    assert text.splitlines()[1:] == [
        'paths = ["builders"]  # pyproject.toml',
        "exclude = []  # default",
        "select = []  # default",
        "ignore = []  # default",
        "# conventions is not set",
        'fail-on = "never"  # --fail-on',
        "# min-score is not set",
        "formats = []  # default",
        "timeout = 60  # default",
        'memory-limit = "2GiB"  # default',
        "thorough = false  # default",
        "# import-root is not set",
        "# waiver-limit-days is not set",
        "strict-waivers = false  # default",
        "# baseline is not set",
        "",
        "[configs]  # pyproject.toml",
        '"a:B" = "c:d"',
    ]


def test_shown_settings_act_on_no_terminal() -> None:
    assert "\\U0000009b2J" in show_settings(Settings(paths=("\x9b2J",)))
