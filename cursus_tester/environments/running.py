"""Run a command with the interpreter of another environment."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from cursus_tester.environments.interpreter import (
    EnvironmentProblem,
    Interpreter,
    ended,
    environment_for,
    find_interpreter,
)
from cursus_tester.environments.lending import Lending, lend, loan_to, wanted_distributions


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """An environment that commands can be run in."""

    interpreter: Interpreter
    lending: Lending
    #: The distributions that it lacks and is lent.
    lent: tuple[str, ...] = ()

    @property
    def note(self) -> str | None:
        """What a user should know of it; ``None``: nothing."""
        if not self.lent:
            return None
        given = self.interpreter.given
        return (
            f"--python {given}: takes from this environment what is not installed there: {', '.join(self.lent)}; to "
            f"install it there: uv pip install --python {given} 'cursus-tester[run]'"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A command that has ended."""

    #: As a shell has it: from 0 up.
    exit_code: int
    #: What it said on stderr, line by line; empty where it went to this process's own.
    said: tuple[str, ...] = ()


def open_environment(given: str) -> Environment:
    """The environment that a path names: that of an interpreter, or a folder with one.

    Raises:
        EnvironmentProblem: It cannot run the tester; the text says why and what to do.
    """
    interpreter = find_interpreter(given, wanted_distributions())
    loan = loan_to(interpreter)
    return Environment(interpreter=interpreter, lending=lend(loan), lent=loan.lent)


def run_in(environment: Environment, command: Sequence[str], *, captured: bool) -> Ended:
    """Run a command of the tester (`cursus_tester.cli.in_environment`) and wait for its end.

    Args:
        environment: Where.
        command: The words behind the program's name.
        captured: Whether its stderr is returned, and its stdout dropped, rather than both shown.

    Raises:
        EnvironmentProblem: It does not start, or a signal ends it.
        KeyboardInterrupt: This process was told to end; so was the command, which has ended.
    """
    interpreter = environment.interpreter
    try:
        process = subprocess.Popen(
            [interpreter.executable, environment.lending.start, *command],
            env=environment_for([environment.lending.modules]),
            stdout=subprocess.DEVNULL if captured else None,
            stderr=subprocess.PIPE if captured else None,
        )
    except OSError as error:
        raise EnvironmentProblem(
            f"--python {interpreter.given}: it cannot be started: {error.strerror or error}; name a Python interpreter"
        ) from error
    with process, _forwarding_interrupts(process):
        _, said = process.communicate()
    if process.returncode < 0:
        raise EnvironmentProblem(
            f"--python {interpreter.given}: the check {ended(process.returncode)}; run it again with that Python alone"
        )
    return Ended(
        exit_code=process.returncode, said=tuple((said or b"").decode("utf-8", "replace").strip().splitlines())
    )


@contextmanager
def _forwarding_interrupts(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ctrl-C reaches both processes, SIGTERM this one alone: either ends the other one first."""
    try:
        yield
    except KeyboardInterrupt:
        if sys.platform != "win32":
            process.send_signal(signal.SIGINT)
        process.wait()
        raise
