"""The options that a script takes."""

from __future__ import annotations

import pytest

from cursus_tester.observation.script_arguments import options_of

_HEAD = "import argparse\nparser = argparse.ArgumentParser(description='fits')\n"
_RATE = "parser.add_argument('-r', '--rate', type=float)\n"
_PARSE = "args = parser.parse_args()\n"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (_HEAD + _RATE + _PARSE, ("-r", "--rate")),
        (f"{_HEAD}{_RATE}if __name__ == '__main__':\n    {_PARSE}", ("-r", "--rate")),
        (_HEAD + "group = parser.add_argument_group('g')\ngroup.add_argument('--seed')\n" + _PARSE, ("--seed",)),
        # Nobody sees all of these.
        (_HEAD + _RATE + "args, _ = parser.parse_known_args()\n", None),
        (_HEAD + _RATE + "args = parser.parse_args(['--rate', '1'])\n", None),
        (_HEAD + "parser.add_argument('folder')\n" + _PARSE, None),
        (_HEAD + "for name in NAMES:\n    parser.add_argument(name)\n" + _PARSE, None),
        (_HEAD + "if WIDE:\n    parser.add_argument('--width')\n" + _PARSE, None),
        (_HEAD + "parser.add_argument(f'--{NAME}')\n" + _PARSE, None),
        (_HEAD + _RATE + "add_more(parser)\n" + _PARSE, None),
        (_HEAD + "sub = parser.add_subparsers()\n" + _PARSE, None),
        ("import argparse\nparser = argparse.ArgumentParser(parents=[COMMON])\n" + _RATE + _PARSE, None),
        (_HEAD + _HEAD + _RATE + _PARSE, None),
        ("import sys\nprint(sys.argv)\n", None),
        ("not Python", None),
    ],
)
def test_options(text: str, options: tuple[str, ...] | None) -> None:
    found = options_of(text)
    assert found == (None if options is None else ("-h", "--help", *options))
