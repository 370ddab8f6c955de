"""``--python``: hand a command over to the interpreters of other environments, and put their reports side by side."""

from __future__ import annotations

import argparse
import base64
import os
import pickle
import sys
import tempfile
from contextlib import redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING

from cursus_tester.cli.console import EXIT_BLOCKED, EXIT_CLEAN, EXIT_INTERRUPTED, EXIT_UNABLE, complain, unable

if TYPE_CHECKING:
    from cursus_tester.environments.running import Environment
    from cursus_tester.reports.output import ReportTarget
    from cursus_tester.results.side_by_side import CheckedEnvironment

#: The arguments that make no sense for several environments at once.
_FOR_ONE = ("list", "show_config", "in_process", "statistics", "durations")
_PREFIX = "cursus-tester: "


def handed_over(command: str, arguments: argparse.Namespace, **changes: object) -> str:
    """A command with its arguments as one word, for `cursus_tester.cli.in_environment`.

    Args:
        command: Its name.
        arguments: What argparse made of its command line.
        changes: Arguments that the other process gets in place of these.
    """
    # The functions among them belong to this process.
    own = {name: value for name, value in vars(arguments).items() if name not in ("run", "whole")}
    return base64.urlsafe_b64encode(pickle.dumps((command, {**own, **changes}), protocol=4)).decode("ascii")


def check_in_one(given: str, arguments: argparse.Namespace) -> int:
    """Check with another interpreter, which writes the reports, and return its exit code."""
    from cursus_tester.environments.interpreter import EnvironmentProblem
    from cursus_tester.environments.running import open_environment, run_in

    try:
        environment = open_environment(given)
        if environment.note is not None:
            complain(environment.note)
        return run_in(environment, [handed_over("check", arguments, python=[])], captured=False).exit_code
    except EnvironmentProblem as problem:
        return unable([str(problem)])


def check_in_several(arguments: argparse.Namespace) -> int:
    """Check with several interpreters, one after another; write their reports side by side. The worst exit code."""
    from cursus_tester.reports import output
    from cursus_tester.reports.renderers import SIDE_BY_SIDE_RENDERERS
    from cursus_tester.reports.rendering import Detail
    from cursus_tester.results.side_by_side import side_by_side

    for_one = [f"--{name.replace('_', '-')}" for name in _FOR_ONE if getattr(arguments, name)]
    targets, problems = _targets(arguments)
    problems = [*(f"{flag} takes one --python; name one environment" for flag in for_one), *problems]
    if problems:
        return unable(problems)
    try:
        found = side_by_side([_checked(given, arguments) for given in arguments.python])
        detail = Detail.BRIEF if arguments.quiet else Detail.FULL if arguments.verbose else Detail.NORMAL
        plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))
        late = output.write_reports(found, targets, SIDE_BY_SIDE_RENDERERS, plain=plain, detail=detail)
    except KeyboardInterrupt:
        complain("interrupted: not every environment was checked, and no report is written")
        return EXIT_INTERRUPTED
    return unable(late) if late else found.exit_code


def _targets(arguments: argparse.Namespace) -> tuple[list[ReportTarget], list[str]]:
    from cursus_tester.cli.arguments import run_request
    from cursus_tester.reports.output import parse_targets
    from cursus_tester.reports.renderers import RENDERERS, SIDE_BY_SIDE_RENDERERS
    from cursus_tester.run import planning

    try:
        with redirect_stdout(sys.stderr):
            formats = planning.settings_for(run_request(arguments)).formats or ("terminal",)
    except planning.Unable as error:
        return [], list(error.problems)
    targets, problems = parse_targets(formats)
    known = ", ".join(SIDE_BY_SIDE_RENDERERS)
    problems += [
        f"--format {each.format}: several environments are shown as {known}; name one --python for {each.format}"
        for each in targets
        if each.format in RENDERERS and each.format not in SIDE_BY_SIDE_RENDERERS
    ]
    return targets, problems


def _checked(given: str, arguments: argparse.Namespace) -> CheckedEnvironment:
    """What a check in one of several environments comes to; what keeps it from being checked is no error here."""
    from cursus_tester.environments.interpreter import EnvironmentProblem
    from cursus_tester.environments.running import open_environment
    from cursus_tester.results.side_by_side import CheckedEnvironment

    python = None
    try:
        environment = open_environment(given)
        python = environment.interpreter.python
        return _reported(environment, arguments)
    except EnvironmentProblem as problem:
        complain(str(problem))
        return CheckedEnvironment(given=given, python=python, exit_code=EXIT_UNABLE, report=None, said=(str(problem),))


def _reported(environment: Environment, arguments: argparse.Namespace) -> CheckedEnvironment:
    from cursus_tester.environments.running import run_in
    from cursus_tester.reports.report_files import UnreadableReport, load_report
    from cursus_tester.results.side_by_side import CheckedEnvironment
    from cursus_tester.run.source_lines import paths_of_findings, read_lines

    given = environment.interpreter.given
    with tempfile.TemporaryDirectory(prefix="cursus-tester-") as folder:
        file = os.path.join(folder, "report.json")
        word = handed_over("check", arguments, python=[], formats=[f"json={file}"], quiet=True)
        ended = run_in(environment, [word], captured=True)
        if ended.exit_code == EXIT_INTERRUPTED:
            raise KeyboardInterrupt
        said = [line.removeprefix(_PREFIX) for line in ended.said]
        try:
            report = load_report(file) if os.path.exists(file) else None
        except UnreadableReport as error:
            report, said = None, [*said, str(error)]
    if report is not None:
        report = replace(report, sources=read_lines(paths_of_findings(report.scorecards)))
    for line in (*filter(None, [environment.note]), *(f"--python {given}: {line}" for line in said)):
        complain(line)
    is_told = ended.exit_code in (EXIT_CLEAN, EXIT_BLOCKED) and report is not None
    return CheckedEnvironment(
        given=given,
        python=environment.interpreter.python,
        exit_code=ended.exit_code if is_told else EXIT_UNABLE,
        report=report,
        said=tuple(said),
    )
