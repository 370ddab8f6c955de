"""``rules`` lists the rules, ``explain`` prints one."""

from __future__ import annotations

import argparse

from cursus_tester.cli.console import EXIT_CLEAN, unable
from cursus_tester.cli.parsers import CommandParser


def add(rules: CommandParser) -> None:
    """Declare ``rules``."""
    rules.add_argument("-f", "--format", choices=("text", "json"), default="text", help="text (default) or json")
    rules.set_defaults(run=list_rules)


def add_explain(explain: CommandParser) -> None:
    """Declare ``explain``."""
    explain.add_argument("id", metavar="ID", help="a rule's id, such as CM310")
    explain.set_defaults(run=explain_rule)


def list_rules(arguments: argparse.Namespace) -> int:
    """Print the catalogue."""
    from cursus_tester.rules import catalogue
    from cursus_tester.rules.registry import load_rules

    if arguments.format == "json":
        print(catalogue.rules_as_json(load_rules()))
    else:
        print("\n".join(catalogue.list_rules(load_rules())))
    return EXIT_CLEAN


def explain_rule(arguments: argparse.Namespace) -> int:
    """Print what one rule checks, why, and how to fix it."""
    from cursus_tester.rules import catalogue
    from cursus_tester.rules.registry import load_rules

    rules = load_rules()
    chosen = catalogue.find_rule(rules, arguments.id)
    if chosen is None:
        return unable([catalogue.unknown_rule(arguments.id, rules)])
    print(catalogue.explain_rule(chosen))
    return EXIT_CLEAN
