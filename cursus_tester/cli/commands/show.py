"""``show``: one scenario of one builder, with everything that was seen of it and a script that does the same."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cursus_tester.cli.arguments import add_bound_arguments, add_setting, run_request
from cursus_tester.cli.console import EXIT_CLEAN, unable
from cursus_tester.cli.parsers import CommandParser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cursus_tester.cli.show.observation import Observation
    from cursus_tester.results.subject import Subject


def add(show: CommandParser) -> None:
    """Declare the command."""
    show.description = (
        "Run one builder in one scenario and print the config, the calls of the SDK, the compiled request, the "
        "archives, the log and the exception; then a script that does the same without cursus-tester. Of code that "
        "makes a pipeline: its arguments, the calls, the definition, and the archives of each step."
    )
    show.add_argument("subject", metavar="SUBJECT", help="PATH::NAME as in reports, or NAME; PATH:: for a whole file")
    show.add_argument(
        "--scenario", metavar="NAME", help="the name in a finding, or its beginning (default: the baseline)"
    )
    add_bound_arguments(show)
    add_setting(show, "formats", "text or json, to stdout without a file or with '-'; repeatable (default: text)")
    show.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the builder, and show the scenario, whatever it came to."""
    from cursus_tester.cli.show.observation import UnknownScenarioError, observe
    from cursus_tester.reports import output
    from cursus_tester.reports.rendering import Renderers
    from cursus_tester.run import planning

    rendering = "cursus_tester.cli.show.rendering"
    renderers: Renderers[Observation] = Renderers(
        {"json": f"{rendering}:render_json", "text": f"{rendering}:render_text"}
    )
    targets, problems = output.parse_targets(arguments.formats or ["text"], tuple(renderers))
    path, separator, name = arguments.subject.partition("::")
    request = run_request(arguments).replaced(formats=())
    if separator or not path or os.path.exists(path):
        request = request.replaced(paths=[path])
    else:
        path, name = "", path
    try:
        with redirect_stdout(sys.stderr):
            planned = planning.plan(request)
        subjects, problems = planned.subjects, [*problems, *planned.problems]
        subject = _chosen(subjects, path, name, planned.problems) if path else _named(subjects, name)
    except planning.Unable as error:
        return unable([*problems, *error.problems])
    if problems:
        return unable(problems)
    try:
        shown = observe(subject, planned.options, arguments.scenario)
    except UnknownScenarioError as error:
        return unable([f"{subject.id}: {error}"])
    late = output.write_reports(shown, targets, renderers, plain=True)
    return unable(late) if late else EXIT_CLEAN


def _named(subjects: Sequence[Subject], name: str) -> Subject:
    """What has this name, in whatever file.

    Raises:
        cursus_tester.run.planning.Unable: There is none, or more than one.
    """
    import difflib

    from cursus_tester.run.planning import Unable

    named = [each for each in subjects if each.name == name]
    if len(named) == 1:
        return named[0]
    if named:
        raise Unable(f"{name}: more than one has this name: {', '.join(each.id for each in named)}; name one")
    close = difflib.get_close_matches(name, [each.name for each in subjects if each.name], n=1)
    meant = f"did you mean {close[0]}?" if close else "`cursus-tester check --list` shows what there is"
    raise Unable(f"{name}: there is no file and no builder of that name; {meant}")


def _chosen(subjects: Sequence[Subject], path: str, name: str, problems: Sequence[str]) -> Subject:
    """The builder, or the code that makes a pipeline, that is meant.

    Raises:
        cursus_tester.run.planning.Unable: There is none, or more than one.
    """
    import difflib

    from cursus_tester.run.planning import Unable

    if not subjects:
        raise Unable(*problems)
    if any(not each.parses for each in subjects):
        raise Unable(f"{path} cannot be parsed; `cursus-tester check {path}` says where")
    named = [each for each in subjects if each.name == name]
    if not named and not name and len(subjects) == 1:
        named = [*subjects]
    if len(named) != 1:
        names = [each.name for each in subjects if each.name]
        close = difflib.get_close_matches(name, names, n=1)
        meant = f"did you mean {path}::{close[0]}?" if close else f"there is {', '.join(sorted(set(names)))}"
        raise Unable(f"{path}::{name}: {'more than one builder' if named else 'no builder'} of that name; {meant}")
    return named[0]
