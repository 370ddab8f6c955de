"""Load JSON reports from files."""

from __future__ import annotations

from pathlib import Path

from cursus_tester.results.report import Report


class UnreadableReport(Exception):
    """A file is not a readable report; the text names the file, what is wrong with it, and what to do."""


def load_report(file: str) -> Report:
    """Return the report in `file`.

    Raises:
        UnreadableReport: There is no such file, or it does not hold a readable report.
    """
    from cursus_tester.reports.reading import ReportError, read_report

    try:
        with Path(file).open("rb") as stream:
            return read_report(stream)
    except OSError as error:
        raise UnreadableReport(f"{file}: cannot be read: {error.strerror or error}; name a JSON report") from error
    except ReportError as error:
        raise UnreadableReport(f"{file}: {error}") from error
