"""Fill in what a program wants on its command line, where it is run without one, and what it asks for."""

from __future__ import annotations

import argparse
import builtins
import getpass
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.build import MADE_UP
from cursus_tester.probe.pipelines.grounds import Grounds
from cursus_tester.probe.pipelines.named_values import by_name


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

    ask, ask_secretly = builtins.input, getpass.getpass

    def answer(prompt: object = "", *_: Any, **__: Any) -> str:
        return _typed(str(prompt), grounds)

    argparse.ArgumentParser.parse_known_args = parse_filled  # type: ignore[method-assign]
    builtins.input, getpass.getpass = answer, answer
    try:
        yield
    finally:
        argparse.ArgumentParser.parse_known_args = parse  # type: ignore[method-assign]
        builtins.input, getpass.getpass = ask, ask_secretly


def _typed(prompt: str, grounds: Grounds) -> str:
    """What somebody types who is asked for something, by the last word of the question that says what."""
    words = re.findall(r"[A-Za-z][\w-]*", prompt)
    found = (by_name(word.replace("-", "_").lower(), grounds) for word in reversed(words))
    return next((each for each in found if isinstance(each, str)), f"{MADE_UP}-input")


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
