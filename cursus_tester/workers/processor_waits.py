"""How long a process has waited for a processor: time that a busy machine takes, and the builder does not."""

from __future__ import annotations

from pathlib import Path


def waited_for_processor(pid: int) -> float:
    """How long a process was ready to run, and had no processor, in seconds; 0 where the system does not tell.

    Linux tells it in the second number of ``schedstat`` (proc_pid_schedstat, "time spent waiting on a runqueue").
    """
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
