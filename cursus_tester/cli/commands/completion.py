"""``completion``: a script that completes the command line in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from cursus_tester.cli.console import EXIT_CLEAN
from cursus_tester.cli.parsers import CommandParser

_DESCRIPTION = """\
Print a script that completes commands, options, rules and files. For bash:
  cd ~/.local/share/bash-completion/completions
  cursus-tester completion bash > cursus-tester
"""


def add(completion: CommandParser) -> None:
    """Declare the command."""
    completion.description = _DESCRIPTION
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    completion.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from cursus_tester.reports.renderers import RENDERERS
    from cursus_tester.results.rule import FailOn
    from cursus_tester.rules.registry import load_rules

    rules = tuple(rule.info.id for rule in load_rules())
    values = {
        "fail_on": tuple(each.value for each in FailOn),
        "formats": tuple(sorted(RENDERERS)),
        **dict.fromkeys(("select", "ignore", "id"), rules),
    }
    files = {"PATH": shtab.FILE, "FILE": shtab.FILE, "DIR": shtab.DIRECTORY}
    parser = arguments.whole()
    for action in _actions(parser):
        if action.dest in values:
            action.choices = values[action.dest]
        elif isinstance(action.metavar, str) and (action.metavar in files or action.metavar.endswith(".json")):
            action.complete = files.get(action.metavar, shtab.FILE)  # type: ignore[attr-defined]
    print(shtab.complete(parser, arguments.shell))
    return EXIT_CLEAN


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
        else:
            yield action
