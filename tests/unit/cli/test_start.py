"""What a command imports before it runs: start-up is a wait that a person notices."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cursus_tester.cli.commands import COMMANDS, declare
from cursus_tester.cli.main import _parser
from cursus_tester.cli.parsers import CommandParser


def imported(*arguments: str) -> set[str]:
    code = "import sys\nfrom cursus_tester.cli.main import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\n"
    code += "print(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_version_imports_no_command() -> None:
    modules = imported("--version")

    assert not {each for each in modules if each.startswith("cursus_tester.cli.commands.")}
    assert not modules & {"dataclasses", "inspect", "msgspec", "cursus_tester.settings.settings"}


def test_a_command_imports_no_other_command() -> None:
    modules = imported("diff", "--help")

    assert {each for each in modules if each.startswith("cursus_tester.cli.commands.")} == {
        "cursus_tester.cli.commands.diff"
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_arguments_alone_as_among_all(name: str) -> None:
    alone, among_all = CommandParser(prog="x"), CommandParser(prog="x")
    declare(name, alone)
    declare(name, among_all)
    (commands,) = (each.choices for each in _parser(name)._actions if each.dest == "==SUPPRESS==" and each.choices)
    (every,) = (each.choices for each in _parser()._actions if each.dest == "==SUPPRESS==" and each.choices)

    assert commands[name].format_help() == every[name].format_help()
    assert {action.dest for action in alone._actions} | {"debug"} == {action.dest for action in every[name]._actions}
