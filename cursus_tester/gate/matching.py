"""Which builder of a change is which of its base, before anything is run."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from cursus_tester.results.matching import match
from cursus_tester.results.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A builder before and after; one of the two is there."""

    before: Subject | None
    after: Subject | None

    @property
    def id(self) -> str:
        """The later id."""
        subject = self.after or self.before
        assert subject is not None
        return subject.id


def pair_subjects(before: Iterable[Subject], after: Iterable[Subject], moved: Mapping[str, str]) -> tuple[Pair, ...]:
    """Find every subject's former self: by its id, in the file's former place, elsewhere by its name, in its file.

    Args:
        before: The subjects of the base.
        after: The subjects of the change.
        moved: Former paths by the present ones, of files that were moved.
    """

    def former(subject: Subject) -> str:
        return moved.get(subject.place.path, subject.place.path)

    earlier, later = tuple(before), tuple(after)
    hidden = {subject.place.path: subject for subject in earlier if not subject.parses}
    hiding = {former(subject) for subject in later if not subject.parses}
    matching = match(
        earlier,
        later,
        (
            (_id, _id),
            (_id, lambda subject: f"{former(subject)}::{subject.name}"),
            (_own_name, _own_name),
            (_file_and_kind, lambda subject: (former(subject), subject.kind)),
        ),
    )
    pairs = [Pair(before=old, after=new) for old, new in matching.pairs]
    # A file that cannot be parsed hides its builders: before the change, so that they are not new, or after it, so that
    # they are not gone.
    pairs += [Pair(before=hidden.get(former(subject)), after=subject) for subject in matching.new]
    pairs += [
        Pair(before=subject, after=None)
        for subject in matching.gone
        if subject.parses and subject.place.path not in hiding
    ]
    return tuple(sorted(pairs, key=lambda pair: pair.id))


def _id(subject: Subject) -> Hashable:
    return subject.id


def _own_name(subject: Subject) -> Hashable | None:
    """A file that is a subject as a whole has none, and one inside a class is not told apart by it."""
    return subject.name if subject.name.isidentifier() else None


def _file_and_kind(subject: Subject) -> Hashable:
    return subject.place.path, subject.kind
