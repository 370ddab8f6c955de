"""Fill in what a program wants on its command line, where it is run without one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.build import MADE_UP
from cursus_tester.probe.pipelines.arguments import Grounds, by_name


@contextmanager
def filled_in(grounds: Grounds) -> Iterator[None]:
    """Until the block ends, parsers that are given no arguments get those that are required, by their names."""
    parse = argparse.ArgumentParser.parse_known_args

    def parse_filled(self: argparse.ArgumentParser, args: Any = None, namespace: Any = None) -> Any:
        if args is None and len(sys.argv) < 2:
            for action in self._actions:
                _fill(action, grounds)
            # What a notebook or module is started with is not its own.
            args = []
        return parse(self, args, namespace)

    argparse.ArgumentParser.parse_known_args = parse_filled  # type: ignore[method-assign]
    try:
        yield
    finally:
        argparse.ArgumentParser.parse_known_args = parse  # type: ignore[method-assign]


def _fill(action: argparse.Action, grounds: Grounds) -> None:
    is_positional = not action.option_strings
    if action.dest in grounds.given:
        action.default = grounds.given[action.dest]
    elif action.required and not isinstance(action, argparse._SubParsersAction):
        value = next(iter(action.choices)) if action.choices else by_name(action.dest, grounds)
        if value is UNKNOWN:
            value = f"{MADE_UP}-{action.dest}"
        if action.type in (int, float):
            value = action.type(value) if isinstance(value, (int, float)) else 1
        action.default = [value] if action.nargs in ("+", "*") else value
    else:
        return
    action.required = False
    if is_positional:
        action.nargs = "?" if action.nargs is None else "*"
