"""The subcommands, one module each: `add` declares its arguments, `run` does it and returns the exit code.

A module imports nothing heavy at its top: what a command needs, it imports when it runs. Only the module of the command
that is asked for is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cursus_tester.cli.parsers import CommandParser

#: What each command does, in a line.
COMMANDS: Mapping[str, str] = {
    "init": "write settings for this repository",
    "check": "check step builders",
    "watch": "check again whatever is saved",
    "show": "show what a builder does in a scenario",
    "baseline": "accept today's findings",
    "gate": "block what a change makes worse",
    "diff": "compare two JSON reports",
    "merge": "combine several reports",
    "migrate": "compare a builder with its successor",
    "rules": "list the rules",
    "explain": "explain one rule",
    "completion": "print a completion script for a shell",
}
#: Where the arguments of a command are declared, if not by `add` of the module of its name.
_DECLARED_IN = {"explain": ("rules", "add_explain")}


def declare(name: str, parser: CommandParser) -> None:
    """Give the parser of a command its arguments."""
    module, function = _DECLARED_IN.get(name, (name, "add"))
    getattr(import_module(f"{__name__}.{module}"), function)(parser)
