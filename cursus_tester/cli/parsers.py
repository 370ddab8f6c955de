"""Help that fits a screen: of a command with many options the usual ones, all of them on ``--help-all``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any


class Formatter(argparse.HelpFormatter):
    """Both names of an option before its value, examples as they are written, and commands without a heading."""

    def __init__(self, prog: str, **options: Any) -> None:
        """As argparse calls it."""
        super().__init__(prog, **{"max_help_position": 30, **options})

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        value = self._format_args(action, action.dest.upper())
        # The file of --baseline has to be joined to it: what stands apart is a path to check.
        return ", ".join(action.option_strings) + (f"[={action.metavar}]" if action.nargs == "?" else f" {value}")

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            return self._join_parts([self._format_action(each) for each in action._get_subactions()])
        return super()._format_action(action)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n  " in text else super()._fill_text(text, width, indent)


class CommandParser(argparse.ArgumentParser):
    """A parser whose ``--help`` shows some of its options, where `usual` are named."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """As argparse calls it."""
        super().__init__(*arguments, **{"formatter_class": Formatter, "allow_abbrev": False, **options})
        #: What ``--help`` shows, in this order, by ``dest``; empty: everything.
        self.usual: Sequence[str] = ()
        #: Command lines that ``--help`` ends with.
        self.examples: Sequence[str] = ()

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The arguments; one that is unknown ends the process, with the option that may have been meant."""
        given = list(sys.argv[1:] if args is None else args)
        found, unknown = self.parse_known_args(given, namespace)
        if unknown:
            known = sorted({option for parser in _parsers(self, given) for option in parser._option_string_actions})
            self.error(f"unrecognized arguments: {' '.join(unknown)}{_meant(unknown[0].partition('=')[0], known)}")
        return found

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = [str(each) for each in action.choices]
            what = "command" if isinstance(action, argparse._SubParsersAction) else action.dest
            said = f"{str(value)!r} is no {what}{_meant(str(value), choices)}"
            raise argparse.ArgumentError(None, f"{said}; there is {', '.join(choices)}")

    def show_usual(self, usual: Sequence[str], examples: Sequence[str]) -> None:
        """Show these options and examples on ``--help``, and everything on ``--help-all``."""
        self.usual, self.examples = usual, examples
        self.usage = "%(prog)s [OPTION ...] [PATH ...]"
        self.add_argument("--help-all", action=_HelpAll, nargs=0, help="show all options and exit")

    def format_help(self) -> str:
        """The text of ``--help``."""
        if not self.usual:
            return super().format_help()
        actions = {action.dest: action for action in self._actions}
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, [], [])
        formatter.add_text(self.description)
        formatter.start_section("usual options")
        formatter.add_arguments([actions[name] for name in self.usual])
        formatter.end_section()
        formatter.add_text("\n".join(self._example_lines()))
        return formatter.format_help()

    def format_full_help(self) -> str:
        """The text of ``--help-all``."""
        return super().format_help()

    def _example_lines(self) -> Iterator[str]:
        yield "examples:"
        for example in self.examples:
            yield f"  {example}"


def _parsers(parser: argparse.ArgumentParser, given: Sequence[str]) -> Iterator[argparse.ArgumentParser]:
    """The parser and that of the command that is given."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from (action.choices[each] for each in given[:1] if each in action.choices)


def _meant(given: str, known: Sequence[str]) -> str:
    import difflib

    close = difflib.get_close_matches(given, known, n=1) if len(given) > 2 else []
    return f"; did you mean {close[0]}?" if close else ""


class _HelpAll(argparse.Action):
    """Print all options and exit."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """As argparse calls it."""
        assert isinstance(parser, CommandParser)
        parser._print_message(parser.format_full_help(), sys.stdout)
        parser.exit()
