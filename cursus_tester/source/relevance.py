"""Choose the files that may hold step builders or pipelines by their bytes: no other file is parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cursus_tester.sdk.names import MAKES_STEPS, NAMES_STEPS, PACKAGE
from cursus_tester.source.imports.sdk_reach import SdkReach, imports_sdk
from cursus_tester.source.modules import readable
from cursus_tester.source.notebooks import SUFFIX as NOTEBOOK
from cursus_tester.source.summaries import Summaries

#: The ancestry of a builder leads through files that contain one of these words, or a class of such a file.
BUILDER_WORDS = frozenset({"StepBuilder", "create_step"})

_BUILDER_WORDS = tuple(word.encode() for word in sorted(BUILDER_WORDS))
_SDK = PACKAGE.encode()
#: Looked for before the patterns: a plain search is many times as fast, and few files have any of them.
_PARTS_OF_STEPS = (b"Step", b"Pipeline", b"RegisterModel", b"EstimatorTransformer")
#: Fewer searches for all of these and the words; most files have none.
_PARTS = (b"tep", _SDK, *_PARTS_OF_STEPS[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What the bytes of a file mention."""

    #: A builder word.
    builder: bool
    #: Something that may make a step or a pipeline, whoever defines it.
    steps: bool
    #: Besides, an import of the SDK.
    sdk: bool
    #: A class that is called a step, so that it matters whether the file parses.
    named_step: bool


_NOTHING = Mention(builder=False, steps=False, sdk=False, named_step=False)


def mention(file: str, data: bytes) -> Mention:
    """What the bytes of a file mention. Of a notebook everything counts: its text is JSON, which escapes some of it."""
    if file.endswith(NOTEBOOK):
        return Mention(builder=True, steps=True, sdk=True, named_step=True)
    for part in _PARTS:
        if part in data:
            break
    else:
        return _NOTHING
    steps = any(part in data for part in _PARTS_OF_STEPS) and MAKES_STEPS.search(data) is not None
    builder = any(word in data for word in _BUILDER_WORDS)
    return Mention(
        builder=builder,
        steps=steps,
        sdk=steps and imports_sdk(data),
        # Only a file that makes steps, names a builder or the SDK can name a step.
        named_step=(steps or builder or _SDK in data) and NAMES_STEPS.search(data) is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevant:
    """The files that are worth parsing."""

    #: Those that may hold a builder, or a base class of one.
    builders: frozenset[str]
    #: Those that may make steps or a pipeline.
    makers: frozenset[str]
    #: Those that are subjects where they do not parse.
    named_steps: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return self.builders | self.makers | self.named_steps


def choose(
    mentions: Mapping[str, Mention],
    read: Callable[[str], bytes],
    summaries: Summaries,
    import_root: str = "",
) -> Relevant:
    """Choose among files.

    Args:
        mentions: What each file mentions.
        read: The bytes of one of them; they are read again so that not all of them have to be kept.
        summaries: Say by which names classes derived from those of a file are known.
        import_root: A folder where imports start, beside the one above each file's topmost package; empty: none.
    """
    # Code that does not import the SDK may have its classes from a module that does.
    reach = SdkReach(read, import_root)
    makers = {file for file, each in mentions.items() if each.sdk or (each.steps and reach.reaches(file))}
    builders = {file for file, each in mentions.items() if each.builder}
    summaries.prepare({file: (True, file in makers) for file in builders})
    builders |= set(_reached(builders, mentions.keys() - builders, summaries.defined_names, read))
    return Relevant(
        builders=frozenset(builders),
        makers=frozenset(makers),
        named_steps=frozenset(file for file, each in mentions.items() if each.named_step),
    )


def _reached(
    start: Collection[str],
    others: Iterable[str],
    names_of: Callable[[str], Iterable[str]],
    read: Callable[[str], bytes],
) -> Iterator[str]:
    """Those of the `others` that mention a name of a file of `start`, or of one that is itself reached."""
    fresh, left = list(start), sorted(others)
    while fresh and left:
        names = sorted({name for file in fresh for name in names_of(file)})
        if not names:
            return
        pattern = re.compile("|".join(map(re.escape, names)).encode())
        fresh = [file for file in left if pattern.search(readable(read, file) or b"")]
        yield from fresh
        reached = set(fresh)
        left = [file for file in left if file not in reached]
