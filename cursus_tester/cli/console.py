"""What every command says in the same way: exit codes, complaints, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

EXIT_CLEAN, EXIT_BLOCKED, EXIT_UNABLE, EXIT_INTERRUPTED = 0, 1, 2, 130


def unable(problems: Iterable[str]) -> int:
    """Say each of `problems` on stderr, and return the exit code of a run that could not do its job."""
    for problem in problems:
        complain(problem)
    return EXIT_UNABLE


def complain(problem: str) -> None:
    """Say one thing on stderr."""
    from cursus_tester.reports.text.plain import visible

    # Without stderr, or with one whose terminal is gone, there is nobody to tell.
    if sys.stderr is not None:
        with suppress(OSError):
            print(f"cursus-tester: {visible(problem)}", file=sys.stderr, flush=True)


@contextmanager
def progress(plain: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Yield what draws a progress bar on stderr; ``None`` where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from cursus_tester.reports.text.plain import visible

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    console = Console(file=sys.stderr, no_color=plain, highlight=False)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")

        def draw(done: int, total: int, subject_id: str) -> None:
            bar.update(task, completed=done, total=total, description=visible(subject_id))

        yield draw
