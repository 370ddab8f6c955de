"""Help fits a screen of 80 columns and 24 lines, where it says what is usual; all else is on ``--help-all``."""

from __future__ import annotations

import argparse
import re
import shlex

import pytest

from cursus_tester.cli.main import _parser, main

PARSER = _parser()
(COMMANDS,) = (action.choices for action in PARSER._actions if isinstance(action, argparse._SubParsersAction))


@pytest.fixture(autouse=True)
def a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    captured = capsys.readouterr()
    assert (exit_.value.code, captured.err) == (0, "")
    return captured.out


@pytest.mark.parametrize("command", [[], ["check"], ["baseline"]])
def test_help_fits_a_screen_with_examples(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    lines = told(capsys, *command, "--help").splitlines()

    # One line is left for the prompt.
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert "examples:" in lines


def test_help_of_all_commands() -> None:
    # Python 3.13 leaves two more blanks between the columns.
    text = re.sub(r"(?<=\S) {2,}", "  ", PARSER.format_help())

    assert text == (
        "usage: cursus-tester [-h] [--version] COMMAND ...\n"
        "\n"
        "Test SageMaker Pipelines step builders: the real SDK, a faked AWS account.\n"
        "\n"
        "commands:\n"
        + "".join(f"  {name}  {action.help}\n" for name, action in zip(COMMANDS, subcommands(), strict=True))
        + "\n"
        "examples:\n"
        "  cursus-tester check builders/  scorecards, exit 1 if a finding blocks\n"
        "  cursus-tester explain CM310  what a rule checks, why, how to fix it\n"
        "  cursus-tester gate --base origin/main  block what this change makes worse\n"
        "exit codes: 0 nothing blocks, 1 a finding blocks, 2 unable, 130 interrupted\n"
    )


def subcommands() -> list[argparse.Action]:
    (action,) = (action for action in PARSER._actions if isinstance(action, argparse._SubParsersAction))
    return list(action._get_subactions())


@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_of_any_help_is_wider_than_the_screen(capsys: pytest.CaptureFixture[str], name: str) -> None:
    everything = "--help-all" if "--help-all" in COMMANDS[name].format_help() else "--help"

    text = told(capsys, name, everything)

    assert max(map(len, text.splitlines())) <= 80
    options = {option for action in COMMANDS[name]._actions for option in action.option_strings}
    assert options <= {word.strip("[],").partition("[=")[0] for word in text.split()}


@pytest.mark.parametrize("name", ["check", "baseline"])
def test_examples_can_be_run(name: str) -> None:
    for example in COMMANDS[name].examples:
        program, *arguments = shlex.split(example)
        assert program == "cursus-tester"
        arguments = ["--baseline=" if each == "--baseline" else each for each in arguments]
        assert PARSER.parse_args(arguments).paths == ["builders/"]
