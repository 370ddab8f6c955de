"""The command line: what goes to stdout, what to stderr, and with which exit code it ends.

The engine is stood in for where the text of its reports or its failures matter; the last tests run it for real.
"""

from __future__ import annotations

import errno
import inspect
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from cursus_tester import __version__
from cursus_tester.cli.main import main
from cursus_tester.reports.formats.json import render_json
from cursus_tester.reports.formats.terminal import render_terminal
from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import ALL_STEP_TYPES, Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule, RuleError
from cursus_tester.run.kept_cards import ResultCache
from cursus_tester.run.readers import Readers
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.discovery import Discovery
from cursus_tester.source.summaries import Summaries
from tests.unit.reports.example import broken_card, good_card, outcome, report, rule_info, subject

#: As a message lists them.
FORMATS = ", ".join(sorted(RENDERERS))


def judge(*_: object) -> Sequence[Finding]:
    """Does as it should.

    What it checks: a thing.
    """
    return ()


def a_rule(
    id: str, slug: str, *, required: Sequence[str] = ("source",), optional: Sequence[str] = (), formerly: str = ""
) -> Rule:
    applies_to = "CreateModel steps" if slug != "builder-shape" else ALL_STEP_TYPES
    info = rule_info(id, slug, formerly=formerly, applies_to=applies_to)
    return Rule(
        info=replace(info, documentation=inspect.getdoc(judge) or ""),
        function=judge,
        required=frozenset(required),
        optional=frozenset(optional),
        step_types=("CreateModel",) if slug != "builder-shape" else (),
    )


RULES = (
    a_rule("SB300", "returns-its-step", required=("traces",), formerly="CM300"),
    a_rule("CM310", "no-cache-config", optional=("traces",)),
    a_rule("SB101", "builder-shape"),
)


@dataclass
class Engine:
    """Stands in for the engine: keeps what it was asked, and answers with a report or an exception."""

    answer: Report | BaseException = field(default_factory=lambda: report(good_card()))
    problems: tuple[str, ...] = ()
    #: What is found; ``None``: what it answers with.
    subjects: tuple[Subject, ...] | None = None
    paths: Sequence[str] = ()
    rules: tuple[str, ...] | None = None
    options: tuple[bool, int | None] = (False, None)

    def find_subjects(
        self,
        paths: Sequence[str],
        leaves_out: Callable[[str], bool],
        import_root: str = "",
        summaries: Summaries | None = None,
    ) -> Discovery:
        self.paths = paths
        return Discovery(subjects=self._found(), problems=self.problems)

    def _found(self) -> tuple[Subject, ...]:
        if self.subjects is not None:
            return self.subjects
        cards = self.answer.scorecards if isinstance(self.answer, Report) else ()
        return tuple(card.subject for card in cards) or (subject(),)

    def check(
        self,
        subjects: Sequence[Subject],
        rules: Sequence[Rule],
        options: RunOptions | None = None,
        *,
        cache: ResultCache | None = None,
        on_progress: Callable[[int, int, str], None] | None = None,
        servers: None = None,
        seconds: dict[str, float] | None = None,
        readers: Readers | None = None,
    ) -> Report:
        print("a rule prints this")
        assert tuple(subjects) == self._found()
        self.rules = tuple(rule.info.id for rule in rules)
        assert options is not None
        self.options = (options.static, options.jobs)
        if on_progress:
            on_progress(1, 1, "builders/[red]x.py::X")
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    stand_in = Engine()
    monkeypatch.setattr("cursus_tester.run.planning.find_subjects", stand_in.find_subjects)
    monkeypatch.setattr("cursus_tester.run.engine.check", stand_in.check)
    for module in ("run.planning", "rules.registry"):
        monkeypatch.setattr(f"cursus_tester.{module}.load_rules", lambda: RULES)
    monkeypatch.chdir(tmp_path)
    return stand_in


def card_of(*kinds: OutcomeKind, severity: Severity = Severity.ERROR) -> Report:
    outcomes = [outcome(f"CM3{n:02}", kind, severity=severity) for n, kind in enumerate(kinds)]
    return report(scorecard(subject(), None, None, Pattern(), outcomes))


def errors(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was said on stderr, without what the stand-in prints."""
    return [line for line in capsys.readouterr().err.splitlines() if line != "a rule prints this"]


PASSED, FAILED, CRASHED, BLOCKED, NOT_APPLICABLE = (
    OutcomeKind.PASSED,
    OutcomeKind.FAILED,
    OutcomeKind.ERROR,
    OutcomeKind.BLOCKED,
    OutcomeKind.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (card_of(PASSED), 0),
        (card_of(PASSED, FAILED), 1),
        (card_of(PASSED, FAILED, severity=Severity.WARNING), 0),
        (card_of(PASSED, CRASHED), 2),
        (card_of(FAILED, CRASHED), 2),
        (card_of(NOT_APPLICABLE), 2),
        (card_of(PASSED, BLOCKED), 1),
        (card_of(PASSED, BLOCKED, severity=Severity.WARNING), 0),
        # The builder kept the only rule from looking, which is no failure of the tool.
        (card_of(BLOCKED), 1),
        (card_of(BLOCKED, severity=Severity.WARNING), 2),
        (card_of(), 2),
    ],
)
def test_exit_code_follows_the_report_which_is_written_either_way(
    engine: Engine, capsys: pytest.CaptureFixture[str], answer: Report, expected: int
) -> None:
    engine.answer = answer

    assert main(["check"]) == expected
    captured = capsys.readouterr()
    assert captured.out == render_terminal(answer, RenderOptions(color=False, width=80))
    assert ("cursus-tester: " in captured.err) == (expected == 2)


def test_check_hands_its_arguments_on(engine: Engine) -> None:
    assert main(["check", "a", "b.py", "--static", "--jobs", "3"]) == 0

    assert (engine.paths, engine.rules, engine.options) == (("a", "b.py"), ("SB300", "CM310", "SB101"), (True, 3))


def test_check_takes_the_current_folder_by_default(engine: Engine) -> None:
    main(["check"])

    assert engine.paths == (".",)
    assert engine.options == (False, None)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--select", "CM"], ("SB300", "CM310")),
        (["--select", "CM310, SB1"], ("CM310", "SB101")),
        (["--select", "CM310", "--select", "SB"], ("SB300", "CM310", "SB101")),
        (["--select", "cm310,sb101"], ("CM310", "SB101")),
        (["--ignore", "CM3"], ("SB101",)),
        (["--select", "CM", "--ignore", "SB300"], ("CM310",)),
    ],
)
def test_rules_are_chosen_by_id_or_prefix(engine: Engine, arguments: list[str], expected: tuple[str, ...]) -> None:
    assert main(["check", *arguments]) == 0
    assert engine.rules == expected


UNKNOWN_RULE = "no rule has the id or prefix"


@pytest.mark.parametrize(
    ("arguments", "checked", "expected"),
    [
        (["--select", "SB110"], None, f"--select: {UNKNOWN_RULE} 'SB110'; did you mean SB101?"),
        (["--select", "cm311,SB101"], ("SB101",), f"--select: {UNKNOWN_RULE} 'cm311'; did you mean CM310?"),
        (["--select", "cm3000,SB101"], ("SB101",), f"--select: {UNKNOWN_RULE} 'cm3000'; did you mean SB300?"),
        (
            ["--ignore", "no-cache-confg"],
            ("SB300", "CM310", "SB101"),
            f"--ignore: {UNKNOWN_RULE} 'no-cache-confg'; did you mean CM310?",
        ),
        (["--select", "X,SB1"], ("SB101",), f"--select: {UNKNOWN_RULE} 'X'; `cursus-tester rules` lists them all"),
        (["--select", ""], None, f"--select: {UNKNOWN_RULE} ''; `cursus-tester rules` lists them all"),
        (
            ["--select", "SB1", "--ignore", "SB"],
            None,
            "--select and --ignore leave no rule; see `cursus-tester rules`",
        ),
        (["-f", "jsn"], None, f"--format: unknown format 'jsn'; known formats are {FORMATS}; did you mean json?"),
        (
            ["-f", "pdf=x", "-f", "terminal"],
            ("SB300", "CM310", "SB101"),
            f"--format: unknown format 'pdf'; known formats are {FORMATS}",
        ),
        (["-f", "json="], None, "--format 'json=': no file after '='; name a file, or '-' for stdout"),
        (
            ["-f", "json", "-f", "terminal=-"],
            ("SB300", "CM310", "SB101"),
            "--format 'terminal=-': stdout already gets a report; name another file",
        ),
    ],
)
def test_a_wrong_name_is_told_and_the_rest_is_checked(
    engine: Engine,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    checked: tuple[str, ...] | None,
    expected: str,
) -> None:
    assert main(["check", *arguments]) == 2
    assert errors(capsys) == [f"cursus-tester: {expected}"]
    assert engine.rules == checked


def test_problems_of_discovery_are_told_and_other_subjects_reported(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.problems = ("nope\x1b[2J: no such file or folder; name one that exists", "empty/: no step builder found")
    engine.answer = report(broken_card())

    assert main(["check", "nope", "empty/", "builders/", "-f", "json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == render_json(engine.answer.without((), engine.problems))
    assert captured.err.splitlines()[:2] == [
        "cursus-tester: nope\\x1b[2J: no such file or folder; name one that exists",
        "cursus-tester: empty/: no step builder found",
    ]


def test_nothing_found_is_told_once(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.problems, engine.subjects, engine.answer = ("empty/: no step builder found",), (), report()

    assert main(["check", "empty/"]) == 2
    assert errors(capsys) == ["cursus-tester: empty/: no step builder found"]


@pytest.mark.parametrize(
    ("count", "arguments", "said"),
    [
        (
            2,
            ["--in-process"],
            "--in-process runs one builder, and 2 were found: b/a.py::A and 1 more; name one, as b/a.py::A",
        ),
        (
            1,
            ["--in-process", "--static"],
            "--in-process runs the builder and --static runs none; give one of the two",
        ),
    ],
)
def test_in_process_runs_one_builder(
    engine: Engine, capsys: pytest.CaptureFixture[str], count: int, arguments: list[str], said: str
) -> None:
    engine.subjects = (subject("A", path="b/a.py"), subject("B", path="b/b.py"))[:count]

    assert main(["check", *arguments]) == 2
    assert errors(capsys) == [f"cursus-tester: {said}"]
    assert engine.rules is None


def test_reports_go_where_they_were_asked_to_go(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answer = report(good_card())

    assert main(["check", "-f", "terminal=out.txt", "-f", "json=-"]) == 0
    assert capsys.readouterr().out == render_json(engine.answer)
    assert Path("out.txt").read_text("utf-8") == render_terminal(engine.answer, RenderOptions(color=False, width=100))
    assert os.listdir() == ["out.txt"]


def test_a_file_report_alone_leaves_stdout_empty(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out.json").write_text("what was there before", "utf-8")

    assert main(["check", "-f", "json=out.json"]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(Path("out.json").read_text("utf-8"))["schema"] == "cursus-tester/report/1"


@pytest.mark.parametrize(
    ("file", "reason"), [("nowhere/out.json", errno.ENOENT), ("folder", errno.EISDIR), ("file/out.json", errno.ENOTDIR)]
)
def test_a_report_that_cannot_be_written_costs_no_other(
    engine: Engine, capsys: pytest.CaptureFixture[str], file: str, reason: int
) -> None:
    Path("folder").mkdir()
    Path("file").touch()

    assert main(["check", "-f", f"json={file}", "-f", "terminal", "-f", "json=good.json"]) == 2
    captured = capsys.readouterr()
    assert captured.err.splitlines()[1:] == [
        f"cursus-tester: {file}: cannot write the json report: {os.strerror(reason)}; "
        "name a file in a folder that exists and that you may write to"
    ]
    assert captured.out.startswith("All builders ─")
    assert sorted(os.listdir()) == ["file", "folder", "good.json"]


def test_a_report_that_fails_half_way_leaves_the_old_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    Path("out.json").write_text("old", "utf-8")
    monkeypatch.setattr("os.replace", refuse)

    assert main(["check", "-f", "json=out.json"]) == 2
    assert os.listdir() == ["out.json"]
    assert Path("out.json").read_text("utf-8") == "old"


def test_a_link_stays_a_link_and_a_device_a_device(engine: Engine) -> None:
    Path("real.json").touch()
    Path("link.json").symlink_to("real.json")

    assert main(["check", "-f", "json=link.json", "-f", f"terminal={os.devnull}"]) == 0
    assert Path("link.json").is_symlink()
    assert Path("real.json").stat().st_size > 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_stdout_of_another_encoding_gets_escapes(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="ascii"))

    assert main(["check"]) == 0
    assert b"All builders \\u2500" in written.getvalue()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("arguments", "variables", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": ""}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        (["--no-color"], {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    variables: dict[str, str],
    colored: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", Terminal())

    assert main(["check", *arguments]) == 0
    assert isinstance(sys.stdout, Terminal)
    assert ("\x1b[" in sys.stdout.getvalue()) == colored


def test_progress_is_drawn_on_stderr_where_that_is_a_terminal(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", Terminal())

    assert main(["check"]) == 0
    assert isinstance(sys.stderr, Terminal)
    assert "builders/[red]x.py::X" in sys.stderr.getvalue()
    assert capsys.readouterr().out == render_terminal(report(good_card()), RenderOptions(color=False, width=80))


@pytest.mark.parametrize(
    ("error", "exit_code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError("disk\nfull"), 2, "OSError: disk\\nfull; run again with --debug to see where this comes from"),
    ],
)
def test_the_tool_fails_without_a_traceback(
    engine: Engine, capsys: pytest.CaptureFixture[str], error: BaseException, exit_code: int, said: str
) -> None:
    engine.answer = error

    assert main(["check"]) == exit_code
    assert errors(capsys) == [f"cursus-tester: {said}"]


def test_an_interrupt_while_reports_are_written_tells_what_was_checked(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def press(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cursus_tester.reports.output.write_reports", press)

    assert main(["check"]) == 130
    assert errors(capsys) == [
        "cursus-tester: interrupted: 1 of 1 builders were checked, and not every report was written"
    ]


def test_debug_shows_the_traceback(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answer = ZeroDivisionError("by zero")

    assert main(["check", "--debug"]) == 2
    assert capsys.readouterr().err.rstrip().endswith("ZeroDivisionError: by zero")


def test_a_rule_declared_wrongly_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> tuple[Rule, ...]:
        raise RuleError("theirs.rules.odd: rule id 'odd' must be capital letters and a number")

    monkeypatch.setattr("cursus_tester.rules.registry.load_rules", fail)

    assert main(["rules"]) == 2
    assert "theirs.rules.odd: rule id 'odd' must be" in errors(capsys)[0]


def test_rules_are_listed_one_a_line_below_their_step_types(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "All step types:",
        "SB101 builder-shape     error   interface     does as it should",
        "CreateModel steps:",
        "SB300 returns-its-step  error   step_creation does as it should",
        "CM310 no-cache-config   error   step_creation does as it should",
    ]


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("SB300", "evidence:   dynamic (runs the builder)\n  applies to: CreateModel steps"),
        ("cm310", "evidence:   both (source, and a run of the builder)\n  applies to: CreateModel steps"),
        ("CM300", "applies to: CreateModel steps\n  formerly:   CM300"),
        ("cm300", "applies to: CreateModel steps\n  formerly:   CM300"),
        ("SB101", "evidence:   static (source only)\n  applies to: All step types"),
    ],
)
def test_explain_prints_facts_and_documentation(
    engine: Engine, capsys: pytest.CaptureFixture[str], id: str, expected: str
) -> None:
    assert main(["explain", id]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{id.upper().replace('CM300', 'SB300')} ")
    assert expected in text
    assert text.endswith("\n\nDoes as it should.\n\nWhat it checks: a thing.\n")


def test_explain_of_an_unknown_id_suggests_one(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "CM311"]) == 2
    assert errors(capsys) == [f"cursus-tester: {UNKNOWN_RULE} 'CM311'; did you mean CM310?"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "stdout", "stderr"),
    [
        (["--version"], 0, f"cursus-tester {__version__}\n", ""),
        ([], 2, "", "the following arguments are required: COMMAND"),
        (["chekc"], 2, "", "chekc"),
        (["check", "--jobs", "0"], 2, "", "argument --jobs: '0' is no number of jobs; give a whole number from 1 up"),
        (["check", "--stat"], 2, "", "unrecognized arguments: --stat; did you mean --static?"),
    ],
)
def test_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str], exit_code: int, stdout: str, stderr: str
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)

    captured = capsys.readouterr()
    assert (exit_.value.code, captured.out) == (exit_code, stdout)
    assert stderr in captured.err


BUILDER = '''
class OddModelStepBuilder(StepBuilderBase):
    """A builder whose module could not be imported: nothing of it may run."""

    def __init__(self, config, sagemaker_session=None, role=None):
        self.config = config

    def create_step(self, **kwargs):
        return CreateModelStep(name="Odd", model=None)
'''

#: Runs the command line and says which heavy packages that brought in.
WATCHED = """
import sys
from cursus_tester.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as exit:
    code = exit.code
heavy = {"sagemaker", "boto3", "botocore", "moto", "pydantic", "hypothesis", "pytest", "rich", "shtab"}
print("imported:", *sorted(heavy & {name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}


@pytest.fixture
def odd_model(tmp_path: Path) -> Path:
    (tmp_path / "odd_model.py").write_text(BUILDER, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "imported"),
    [
        (["--version"], ""),
        (["rules"], ""),
        (["explain", "CM310"], ""),
        (["check", "--static", "odd_model.py", "-f", "json"], ""),
        (["check", "--static", "odd_model.py"], " rich"),
    ],
    ids=["version", "rules", "explain", "static to json", "static to the terminal"],
)
def test_light_commands_import_nothing_heavy(odd_model: Path, arguments: list[str], imported: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        cwd=odd_model,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stderr.splitlines()[-1] == f"imported:{imported}"
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout


#: Runs the command line and says which modules of ours that brought in.
WATCHED_OWN = """
import sys
from cursus_tester.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as exit:
    code = exit.code
print(*sorted(name for name in sys.modules if name.startswith("cursus_tester.")), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"]])
def test_what_runs_no_command_imports_only_declarations(odd_model: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED_OWN, *arguments],
        cwd=odd_model,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    # Flags come from the table of settings, which names severities and sessions.
    others = [
        name
        for name in done.stderr.split()
        if not name.startswith("cursus_tester.cli")
        and not name.startswith("cursus_tester.settings")
        and not name.startswith(("cursus_tester.evidence", "cursus_tester.results", "cursus_tester.sdk"))
        and name != "cursus_tester.version"
    ]
    assert others == []


def test_a_reader_that_went_away_is_no_traceback(odd_model: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cursus_tester", "check", "--static", "odd_model.py"],
            cwd=odd_model,
            env=ENVIRONMENT,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)

    assert (done.returncode, done.stderr) == (2, "")


SETTINGS = """\
[tool.cursus-tester]
paths = ["team"]
select = ["CM3"]
formats = ["json=out.json"]
"""


def test_settings_say_what_the_command_line_does_not(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text(SETTINGS, "utf-8")

    assert main(["check"]) == 0
    assert (engine.paths, engine.rules) == (("team",), ("SB300", "CM310"))
    assert capsys.readouterr().out == ""
    assert Path("out.json").exists()


def test_the_command_line_says_it_instead(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text(SETTINGS, "utf-8")

    assert main(["check", "mine.py", "--select", "SB1", "-f", "terminal"]) == 0
    assert (engine.paths, engine.rules) == (("mine.py",), ("SB101",))
    assert capsys.readouterr().out
    assert not Path("out.json").exists()


def test_settings_that_are_wrong_stop_before_anything_is_run(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pyproject.toml").write_text('[tool.cursus-tester]\nfail-on = "eror"\nignore = ["XY"]\n', "utf-8")

    assert main(["check", "-f", "jsn"]) == 2
    assert errors(capsys) == [
        f"cursus-tester: --format: unknown format 'jsn'; known formats are {FORMATS}; did you mean json?",
        'cursus-tester: pyproject.toml: tool.cursus-tester.fail-on is "eror"; did you mean error? '
        "expected error, warning or never",
        f"cursus-tester: pyproject.toml: ignore: {UNKNOWN_RULE} 'XY'; `cursus-tester rules` lists them all",
    ]
    assert engine.rules is None


def test_show_config_prints_what_holds_and_checks_nothing(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text(SETTINGS, "utf-8")

    assert main(["check", "--show-config", "--select", "SB1,SB2", "--fail-on", "never"]) == 0
    shown = capsys.readouterr().out
    assert 'paths = ["team"]  # pyproject.toml\n' in shown
    assert 'select = ["SB1", "SB2"]  # --select\n' in shown
    assert 'fail-on = "never"  # --fail-on\n' in shown
    assert engine.rules is None


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [
        (Severity.WARNING, "warning", (1, 1)),
        (Severity.WARNING, "error", (0, 0)),
        (Severity.ERROR, "never", (0, 0)),
        (Severity.INFO, "warning", (0, 0)),
    ],
)
def test_fail_on_says_what_blocks(
    engine: Engine, capsys: pytest.CaptureFixture[str], severity: Severity, fail_on: str, expected: tuple[int, int]
) -> None:
    engine.answer = card_of(PASSED, FAILED, severity=severity)

    exit_code = main(["check", "--fail-on", fail_on, "-f", "json"])

    assert (exit_code, json.loads(capsys.readouterr().out)["summary"]["blocking"]) == expected


@pytest.mark.parametrize(("least", "expected"), [("50", 0), ("50.1", 1)])
def test_a_builder_below_the_least_score_blocks_and_is_named(
    engine: Engine, capsys: pytest.CaptureFixture[str], least: str, expected: int
) -> None:
    engine.answer = card_of(PASSED, FAILED, severity=Severity.WARNING)

    assert main(["check", "--min-score", least]) == expected
    assert (
        errors(capsys)
        == [
            "cursus-tester: builders/xgboost_model.py::XGBoostModelStepBuilder: scores 50.0, expected 50.1 or more "
            "as --min-score says; mend what its scorecard shows"
        ]
        * expected
    )


@pytest.mark.parametrize(
    ("arguments", "detail"), [([], Detail.NORMAL), (["-q"], Detail.BRIEF), (["--verbose"], Detail.FULL)]
)
def test_how_much_is_told(
    engine: Engine, capsys: pytest.CaptureFixture[str], arguments: list[str], detail: Detail
) -> None:
    engine.answer = report(good_card())

    assert main(["check", *arguments]) == 0
    assert capsys.readouterr().out == render_terminal(
        engine.answer, RenderOptions(color=False, width=80, detail=detail)
    )


def test_no_progress_is_drawn_when_quiet(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())

    assert main(["check", "-q"]) == 0
    assert isinstance(sys.stderr, Terminal)
    assert sys.stderr.getvalue() == "a rule prints this\n"


@pytest.mark.parametrize(("arguments", "on_stdout"), [([], True), (["-f", "json"], False), (["-f", "json=x"], False)])
def test_statistics_go_with_the_terminals_report_and_never_into_another(
    engine: Engine, capsys: pytest.CaptureFixture[str], arguments: list[str], on_stdout: bool
) -> None:
    assert main(["check", "--statistics", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.out.endswith("findings by rule: none\n") == on_stdout
    assert captured.err.endswith("findings by rule: none\n") != on_stdout


@pytest.mark.parametrize(
    ("arguments", "given"),
    [(["--baseline", "a.py"], ""), (["--baseline=x", "a.py"], "x"), (["a.py", "--baseline"], "")],
)
def test_the_path_behind_a_bare_baseline_is_no_file_of_it(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], given: str
) -> None:
    seen = []
    monkeypatch.setattr("cursus_tester.cli.commands.check.run", lambda arguments: seen.append(arguments) or 0)

    main(["check", *arguments])

    assert [(each.paths, each.baseline) for each in seen] == [(["a.py"], given)]


@pytest.mark.parametrize(
    ("settings", "is_same"),
    [
        ("fail-on = 'never'\nmin-score = 1\nwaiver-limit-days = 9\n", True),
        ("configs = {'a:B' = 'c:d'}\n", False),
        ("severity = {SB300 = 'info'}\n", False),
        ("timeout = 5\n", False),
    ],
)
def test_results_are_kept_while_settings_change_that_change_none(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, settings: str, is_same: bool
) -> None:
    keys = []
    monkeypatch.setattr(
        "cursus_tester.run.kept_cards.ResultCache", lambda store, circumstances: keys.append(repr(circumstances))
    )
    main(["check"])
    Path("pyproject.toml").write_text(f"[tool.cursus-tester]\n{settings}", "utf-8")
    main(["check"])

    assert (keys[0] == keys[1]) is is_same


@pytest.mark.parametrize(
    ("arguments", "where"), [([], "pyproject.toml"), (["--ignore", "SB1"], "--ignore, pyproject.toml")]
)
def test_settings_that_leave_no_rule(
    engine: Engine, capsys: pytest.CaptureFixture[str], arguments: list[str], where: str
) -> None:
    Path("pyproject.toml").write_text('[tool.cursus-tester]\nselect = ["SB1"]\nignore = ["SB"]\n', "utf-8")

    assert main(["check", *arguments]) == 2
    assert errors(capsys) == [f"cursus-tester: select and ignore ({where}) leave no rule; see `cursus-tester rules`"]
