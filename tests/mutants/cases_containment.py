"""SB110: builders that do more than put a step together."""

from __future__ import annotations

from tests.mutants.declare import Mutant


def _doing(name: str, file: str, statement: str) -> Mutant:
    """A builder whose ``create_step`` does something else first."""
    first = "        options = self._read_options(kwargs)\n"
    return Mutant(
        name=f"SB110: {name}", file=file, replace=((first, f"        {statement}\n{first}"),), rules=("SB110",)
    )


MUTANTS = (
    _doing(
        "asks a server, and goes on when it is refused",
        "builders/xgboost_model.py",
        "try: __import__('socket').create_connection(('192.0.2.1', 80))\n        except OSError: pass",
    ),
    _doing(
        "writes a log beside itself",
        "builders/pytorch_estimator_model.py",
        "open(__file__ + '.log', 'w').close()",
    ),
    _doing(
        "leaves a process running",
        "builders/generic_model.py",
        "__import__('subprocess').Popen(['sleep', '60'])",
    ),
    _doing(
        "leaves a thread running",
        "builders/generic_model.py",
        "threading = __import__('threading'); threading.Thread(target=threading.Event().wait).start()",
    ),
)
