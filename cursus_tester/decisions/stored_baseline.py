"""The baseline as a file: builders are known in it by their path from its folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cursus_tester.decisions.baseline import Baseline, BaselineError, mark_known, read_baseline
from cursus_tester.files import dependencies
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.source.discovery import find_subjects


class Unreadable(Exception):
    """A file is no baseline that can be read; the text names the file, what is wrong with it, and the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBaseline:
    """A baseline and where it is."""

    #: As the user wrote it.
    file: str
    baseline: Baseline

    @property
    def folder(self) -> str:
        """The file's folder, absolute."""
        return os.path.dirname(os.path.abspath(self.file))

    def known_as(self, card: Scorecard) -> str:
        """What a builder is called in the file."""
        path = os.path.relpath(card.subject.file, self.folder).replace(os.sep, "/")
        return f"{path}::{card.subject.name}"

    def is_gone(self, builder: str) -> bool:
        """Whether there is no such builder any more. Of a file that does not parse that cannot be said."""
        path, _, name = builder.rpartition("::")
        file = os.path.join(self.folder, path)
        dependencies.record(file)
        if not os.path.isfile(file):
            return True
        names = {subject.name for subject in find_subjects([file]).subjects}
        return name not in names and "" not in names

    def mark(self, cards: Iterable[Scorecard]) -> tuple[Scorecard, ...]:
        """The scorecards with the findings marked that the baseline has."""
        return mark_known(cards, self.baseline, self.known_as, self.is_gone)


def load_baseline(file: str, rule_ids: Mapping[str, str]) -> StoredBaseline:
    """The baseline in `file`.

    Args:
        file: Its path.
        rule_ids: The id that each rule has, by every id that it has or had.

    Raises:
        Unreadable: There is no such file, or it holds none.
    """
    dependencies.record(file)
    try:
        return StoredBaseline(file=file, baseline=read_baseline(Path(file).read_bytes(), rule_ids))
    except FileNotFoundError as error:
        raise Unreadable(f"{file}: there is no such file; write it with `cursus-tester baseline`") from error
    except OSError as error:
        raise Unreadable(f"{file}: cannot be read: {error.strerror or error}; name a baseline") from error
    except BaselineError as error:
        raise Unreadable(f"{file}: {error}; write it anew with `cursus-tester baseline`") from error
