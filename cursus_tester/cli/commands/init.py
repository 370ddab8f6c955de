"""``init``: write the settings that a repository needs, and on request the files that put the gate in its way."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cursus_tester.cli.console import EXIT_CLEAN, complain, progress, unable
from cursus_tester.cli.parsers import CommandParser

if TYPE_CHECKING:
    from cursus_tester.initialization.needs import Needs
    from cursus_tester.initialization.writing import Repository

_DESCRIPTION = """\
Look at this repository and write the settings that it needs: paths, the folder imports start from, and the functions
and arguments that builders and pipelines cannot do without. What is there already is not changed.
"""


def add(init: CommandParser) -> None:
    """Declare the command."""
    init.description = _DESCRIPTION
    init.add_argument("--static", action="store_true", help="only read the source; run none of the code")
    integrations = init.add_argument_group("also write")
    integrations.add_argument("--github", action="store_true", help="a workflow that runs the gate on pull requests")
    integrations.add_argument("--gitlab", action="store_true", help="a job that runs the gate on merge requests")
    integrations.add_argument("--pre-commit", action="store_true", help="a pre-commit hook that reads what is staged")
    init.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write what is missing, and say what was done and what only the team can say."""
    from cursus_tester.initialization import writing
    from cursus_tester.run.planning import Unable

    try:
        with redirect_stdout(sys.stderr):
            repository = writing.look_at(os.getcwd())
            needs = _needs(repository, arguments)
        print(writing.write_settings(repository, needs))
        left = [part for wanted, write in _integrations(arguments) if wanted for part in _left(write, repository)]
    except Unable as error:
        return unable(error.problems)
    except OSError as error:
        return unable([f"{error.filename}: cannot be written: {error.strerror}; check its permissions"])
    for problem in needs.left:
        print(f"yours to say: {problem}")
    if left:
        return unable(left)
    print("next: cursus-tester check")
    return EXIT_CLEAN


def _integrations(arguments: argparse.Namespace) -> Iterator[tuple[bool, Callable[[Repository], str]]]:
    from cursus_tester.initialization import writing

    yield arguments.github, writing.write_github_workflow
    yield arguments.gitlab, writing.write_gitlab_job
    yield arguments.pre_commit, writing.write_pre_commit_hook


def _left(write: Callable[[Repository], str], repository: Repository) -> Iterator[str]:
    """Write one file; what is to be said of one that only its owner can add to, after what is to be added."""
    from cursus_tester.initialization import writing

    try:
        print(write(repository))
    except writing.LeftToOwner as error:
        print(error.part, end="")
        yield str(error)


def _needs(repository: Repository, arguments: argparse.Namespace) -> Needs:
    from cursus_tester.initialization import writing
    from cursus_tester.initialization.needs import Needs
    from cursus_tester.workers.launching import ProbeError

    if arguments.static:
        return Needs()
    try:
        with progress(bool(os.environ.get("NO_COLOR"))) as on_progress:
            return writing.needs_of(repository, on_progress)
    except ProbeError as error:
        complain(f"builders were not run, so what they need is not known: {error}")
        return Needs()
