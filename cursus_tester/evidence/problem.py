"""What code under test came to: an exception, and the objects that it left in the faked account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cursus_tester.evidence.scenario import Stage
from cursus_tester.results.subject import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An exception, and where it came from."""

    stage: Stage
    #: Qualified type name; builtins without their module.
    exception: str
    #: All ancestors of the type up to ``BaseException``, by qualified name.
    ancestors: tuple[str, ...]
    message: str
    #: The last frame in the team's code; ``None`` when there was none.
    place: Place | None
    #: Module of the frame that raised.
    raised_in: str
    #: Whether the builder's own code or its framework raised it, and not the SDK or another library.
    is_own: bool
    #: Whether an installed package raised it that a class of the team derives from, such as the builder.
    is_of_a_base: bool = False
    #: Whether a ``raise`` or ``assert`` raised it, or a validator: on purpose, and not by an expression that failed.
    is_deliberate: bool = True
    #: Types and messages of ``__cause__`` and ``__context__``, nearest first.
    causes: tuple[str, ...] = ()

    @property
    def is_refusal(self) -> bool:
        """Whether the builder said no by itself with a ``ValueError``, as it should to what cannot work."""
        return self.is_own_word and "ValueError" in (self.exception, *self.ancestors)

    @property
    def is_own_word(self) -> bool:
        """Whether the builder, its config or its framework raised it on purpose."""
        return (self.is_own or self.is_of_a_base) and self.is_deliberate

    def __str__(self) -> str:
        return f"{self.exception}: {self.message}" if self.message else self.exception


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One object in the faked account that a request refers to."""

    exists: bool
    #: File names in the tarball; ``None`` when it is not a tarball.
    members: tuple[str, ...] | None = None
    #: Whether this build uploaded it.
    uploaded: bool = False
    #: Whether what it holds is known: not where the account holds a stand-in for what others have put there.
    is_known: bool = True
    #: The names of the objects below it, where it is no object but the prefix of some.
    below: tuple[str, ...] = ()
    #: What a script of Python says; empty of anything else, and of a very long one.
    text: str = ""
    #: What each script in it, or the script that it is, imports when it starts: by script the names of the modules,
    #: each with where that lies near the script on the machine that builds, as seen from there. A ``requirements.txt``
    #: is such a place, too, where it names what is imported. Empty: among the scripts, or nowhere near.
    imports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: The names under which it holds several files that differ: the last one is there in the end.
    replaced: tuple[str, ...] = ()
    #: The scripts in it that install packages, or look for modules in further folders, when they run.
    searching: tuple[str, ...] = ()
    #: The options of each script in it whose parser of arguments takes no others, such as ``--rate``.
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
