"""Which builder of a change is which of its base, before anything is run."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cursus_tester.results.subject import Subject, SubjectKind


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

    gone, come, pairs = list(before), list(after), list[Pair]()
    hidden = {subject.place.path: subject for subject in gone if subject.kind is SubjectKind.MODULE}
    hiding = {former(subject) for subject in come if subject.kind is SubjectKind.MODULE}
    for old_key, new_key in (
        (_id, _id),
        (_id, lambda subject: f"{former(subject)}::{subject.name}"),
        (_own_name, _own_name),
        (_file_and_kind, lambda subject: (former(subject), subject.kind)),
    ):
        for old, new in _unique_matches(gone, come, old_key, new_key):
            pairs.append(Pair(before=old, after=new))
            gone.remove(old)
            come.remove(new)
    # A file that cannot be parsed hides its builders: before the change, so that they are not new, or after it, so that
    # they are not gone.
    pairs += [Pair(before=hidden.get(former(subject)), after=subject) for subject in come]
    pairs += [
        Pair(before=subject, after=None)
        for subject in gone
        if subject.kind is not SubjectKind.MODULE and subject.place.path not in hiding
    ]
    return tuple(sorted(pairs, key=lambda pair: pair.id))


def _id(subject: Subject) -> Hashable:
    return subject.id


def _own_name(subject: Subject) -> Hashable:
    """``<module>`` and the like are in many files, and an unparsed file has none."""
    return subject.name if subject.name.isidentifier() else None


def _file_and_kind(subject: Subject) -> Hashable:
    return subject.place.path, subject.kind


def _unique_matches(
    gone: Sequence[Subject],
    come: Sequence[Subject],
    old_key: Callable[[Subject], Hashable],
    new_key: Callable[[Subject], Hashable],
) -> list[tuple[Subject, Subject]]:
    """The pairs with a key that no other subject of either side has."""
    old, new = _sole_by(old_key, gone), _sole_by(new_key, come)
    return [(subject, new[key]) for key, subject in old.items() if key in new]


def _sole_by(key: Callable[[Subject], Hashable], subjects: Iterable[Subject]) -> dict[Hashable, Subject]:
    groups: dict[Hashable, list[Subject]] = {}
    for subject in subjects:
        groups.setdefault(key(subject), []).append(subject)
    return {found: group[0] for found, group in groups.items() if found is not None and len(group) == 1}
