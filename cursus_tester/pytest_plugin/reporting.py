"""``--conformance-report``: what a pytest run has checked, written by the process that was started by the user."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cursus_tester.pytest_plugin.results import report_of
from cursus_tester.reports import output
from cursus_tester.reports.renderers import RENDERERS


def targets_of(config: pytest.Config) -> list[output.ReportTarget]:
    """The reports that are asked for, with absolute paths: a test may have left pytest in another folder.

    Raises:
        pytest.UsageError: One of them cannot be.
    """
    targets, problems = output.parse_targets(config.getoption("conformance_report"))
    problems += [
        f"--format {each.format}: a report of a pytest run needs a file; give {each.format}=FILE"
        for each in targets
        if each.file is None
    ]
    if problems:
        raise pytest.UsageError("\n".join(each.replace("--format", "--conformance-report") for each in problems))
    folder = config.invocation_params.dir
    return [replace(each, file=str(folder / each.file)) for each in targets if each.file is not None]


def write_reports(session: pytest.Session) -> None:
    """Write every report that is asked for. What cannot be written makes the run end with pytest's usage error."""
    config = session.config
    report = report_of(config)
    if report is None:
        _say(config, "no report was written: no builder was checked")
        return
    for problem in output.write_reports(report, targets_of(config), RENDERERS, plain=True):
        _say(config, problem)
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


def _say(config: pytest.Config, text: str) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.ensure_newline()
        terminal.write_line(f"--conformance-report: {text}", red=True)
