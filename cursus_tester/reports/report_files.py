"""JSON reports from files."""

from __future__ import annotations

from pathlib import Path

from cursus_tester.results.report import Report


class Unreadable(Exception):
    """A file is no report that can be read; the text names the file, what is wrong with it, and the way out."""


def load_report(file: str) -> Report:
    """Return the report in `file`.

    Raises:
        Unreadable: There is no such file, or it holds no report that can be read.
    """
    from cursus_tester.reports.reading import ReportError, read_report

    try:
        return read_report(Path(file).read_bytes())
    except OSError as error:
        raise Unreadable(f"{file}: cannot be read: {error.strerror or error}; name a JSON report") from error
    except ReportError as error:
        raise Unreadable(f"{file}: {error}") from error
