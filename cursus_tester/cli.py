"""The command line.

Exit codes: 0 nothing blocks, 1 blocking findings, 2 the tool could not do its job, 130 interrupted; 2 wins over 1.
Start-up imports nothing heavy: what a command needs, it imports when it runs.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING

from cursus_tester import __version__, output
from cursus_tester.model import OutcomeKind, Report
from cursus_tester.reports.denominator import rules_run
from cursus_tester.reports.plain_text import visible

if TYPE_CHECKING:
    from cursus_tester.rules.registry import Rule

EXIT_CLEAN, EXIT_BLOCKED, EXIT_UNABLE, EXIT_INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv`, without the program's name, and return the exit code.

    Raises:
        SystemExit: From argparse, on ``--help``, ``--version`` and wrong usage.
    """
    arguments = _parser().parse_args(argv)
    try:
        exit_code: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _complain("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader went away, as `head` does. Python flushes stdout once more at exit: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_UNABLE
    except Exception as error:
        if arguments.debug:
            traceback.print_exc()
        else:
            _complain(f"{type(error).__name__}: {error}; run again with --debug to see where this comes from")
        return EXIT_UNABLE
    return exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cursus-tester",
        description="Conformance tester for SageMaker Pipelines step builders: the real SDK, a faked AWS account.",
        epilog="exit codes: 0 nothing blocks, 1 blocking findings, 2 the tool could not do its job, 130 interrupted",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"cursus-tester {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    debug = argparse.ArgumentParser(add_help=False)
    debug.add_argument("--debug", action="store_true", help="show the traceback when the tool itself fails")
    _add_check(commands.add_parser("check", parents=[debug], help="check step builders", allow_abbrev=False))
    rules = commands.add_parser("rules", parents=[debug], help="list the rules", allow_abbrev=False)
    rules.set_defaults(run=_rules)
    explain = commands.add_parser("explain", parents=[debug], help="explain one rule", allow_abbrev=False)
    explain.add_argument("id", metavar="ID", help="a rule's id, such as CM310")
    explain.set_defaults(run=_explain)
    return parser


def _add_check(check: argparse.ArgumentParser) -> None:
    check.description = "Put step builders through their scenarios and print scorecards."
    check.add_argument("paths", metavar="PATH", nargs="*", default=["."], help="files or folders (default: .)")
    check.add_argument("--static", action="store_true", help="run none of the code: only rules that read the source")
    check.add_argument(
        "-f",
        "--format",
        metavar="FORMAT[=FILE]",
        action="append",
        dest="formats",
        help="write a report in this format, to stdout without a file or with '-' (default: terminal); repeatable",
    )
    check.add_argument(
        "--select", metavar="IDS", action="append", default=[], help="only rules with these ids or prefixes, by comma"
    )
    check.add_argument(
        "--ignore", metavar="IDS", action="append", default=[], help="no rules with these ids or prefixes, by comma"
    )
    check.add_argument("--jobs", metavar="N", type=_jobs, help="builders checked at a time (default: one a processor)")
    check.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, default=60.0, help="for one builder's scenarios (default: 60)"
    )
    check.add_argument(
        "--memory-limit", metavar="SIZE", type=_size, default="2GiB", help="for one builder, as 512MiB (default: 2GiB)"
    )
    check.add_argument("--import-root", metavar="DIR", help="import modules from here (default: above their package)")
    check.add_argument(
        "--examples",
        metavar="N",
        type=_examples,
        default=5,
        help="generated configs to try on each builder (default: 5)",
    )
    check.add_argument(
        "--seed", metavar="N", type=int, help="choose other configs to try (default: the same ones always)"
    )
    check.add_argument("--no-cache", action="store_true", help="look up no scorecards of earlier runs, and keep none")
    check.add_argument("--cache-dir", metavar="DIR", help="where scorecards are kept (default: .cursus-tester-cache)")
    check.add_argument("--no-color", action="store_true", help="no colours, as with the variable NO_COLOR")
    check.set_defaults(run=_check)


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs; give a whole number from 1 up")
    return int(text)


def _examples(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of examples; give a whole number from 0 to 1000")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds < 86_400.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds; give one between 0 and 86400")
    return seconds


def _size(text: str) -> int:
    """Bytes of a size such as ``512MiB``."""
    found = re.fullmatch(r"([1-9]\d*)\s*(MiB|GiB|)", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give one such as 512MiB or 2GiB")
    return int(found[1]) * {"": 1, "MiB": 1 << 20, "GiB": 1 << 30}[found[2]]


def _check(arguments: argparse.Namespace) -> int:
    """Check what there is to check and write every report that can be written; anything amiss makes it exit 2."""
    from cursus_tester import catalogue

    targets, problems = output.parse_targets(arguments.formats or ["terminal"])
    # Whatever a third party's rules print, stdout is for the requested reports.
    with redirect_stdout(sys.stderr):
        rules, unknown = catalogue.choose_rules(_known_rules(), arguments.select, arguments.ignore)
    problems += unknown
    if not targets or not rules:
        return _unable(problems or ["--select and --ignore leave no rule; see `cursus-tester rules`"])

    from cursus_tester.discovery import find_subjects
    from cursus_tester.settings import SettingsError, read_settings

    try:
        settings = read_settings(os.getcwd())
    except SettingsError as error:
        return _unable([*problems, str(error)])
    if arguments.import_root is not None and not os.path.isdir(arguments.import_root):
        return _unable([*problems, f"--import-root {arguments.import_root}: no such folder; check the path"])
    discovery = find_subjects(arguments.paths)
    problems += discovery.problems
    # Told before a run that may take minutes.
    _unable(problems)
    from cursus_tester.engine import Interrupted, Options, check
    from cursus_tester.evidence.exploration import Exploration

    options = Options(
        static=arguments.static,
        jobs=arguments.jobs,
        timeout=arguments.timeout,
        memory_limit=arguments.memory_limit,
        import_root=arguments.import_root or "",
        settings=settings,
        exploration=Exploration(examples=arguments.examples, seed=arguments.seed),
    )
    cache = None
    if not (options.static or arguments.no_cache):
        # How many run at a time changes no result.
        circumstances = (replace(options, jobs=None), [rule.info.id for rule in rules])
        from cursus_tester.cache import open_cache

        cache = open_cache(arguments.cache_dir, circumstances)
    plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))
    interrupted = False
    try:
        with redirect_stdout(sys.stderr), _progress(plain) as on_progress:
            report = check(discovery.subjects, rules, options, cache=cache, on_progress=on_progress)
    except Interrupted as interruption:
        interrupted, report = True, interruption.report
    late = output.write_reports(report, targets, plain=plain)
    if interrupted:
        _complain(f"interrupted: {len(report.scorecards)} of {len(discovery.subjects)} builders were checked")
        return EXIT_INTERRUPTED
    if discovery.subjects:
        late += _shortcomings(report)
    _unable(late)
    if problems or late:
        return EXIT_UNABLE
    return EXIT_BLOCKED if report.summary.blocking else EXIT_CLEAN


def _shortcomings(report: Report) -> Iterator[str]:
    """Yield why the run proves less than it should, if so."""
    crashed = report.summary.counts[OutcomeKind.ERROR]
    if crashed:
        yield f"rules that crashed: {crashed}; the fault is the rule's, not the builder's, and the report says which"
    if not rules_run(report.summary.counts):
        yield "no rule ran, so nothing was tested; the report says why, rule by rule"


def _rules(arguments: argparse.Namespace) -> int:
    from cursus_tester import catalogue

    print("\n".join(catalogue.list_rules(_known_rules())))
    return EXIT_CLEAN


def _explain(arguments: argparse.Namespace) -> int:
    from cursus_tester import catalogue

    rules = _known_rules()
    chosen = catalogue.find_rule(rules, arguments.id)
    if chosen is None:
        return _unable([catalogue.unknown_rule(arguments.id, rules)])
    print(catalogue.explain_rule(chosen))
    return EXIT_CLEAN


def _known_rules() -> tuple[Rule, ...]:
    from cursus_tester.rules.registry import load_rules

    return load_rules()


@contextmanager
def _progress(plain: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Yield what draws a progress bar on stderr; ``None`` where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    console = Console(file=sys.stderr, no_color=plain, highlight=False)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("")

        def draw(done: int, total: int, subject_id: str) -> None:
            progress.update(task, completed=done, total=total, description=visible(subject_id))

        yield draw


def _unable(problems: Sequence[str]) -> int:
    for problem in problems:
        _complain(problem)
    return EXIT_UNABLE


def _complain(problem: str) -> None:
    print(f"cursus-tester: {visible(problem)}", file=sys.stderr)
