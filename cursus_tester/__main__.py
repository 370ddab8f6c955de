"""``python -m cursus_tester`` and ``cursus-tester``: the command line as a process (`cursus_tester.cli.ending`)."""

from __future__ import annotations

from typing import NoReturn

from cursus_tester.cli.ending import end_with


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""

    def run() -> int:
        from cursus_tester.cli import main

        return main.main()

    end_with(run)


if __name__ == "__main__":
    main()
