"""Which proposals there are for the findings of a rule."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from cursus_tester.fixing.proposals.copies import copied
from cursus_tester.fixing.proposals.pipelines import declared, undeclared
from cursus_tester.fixing.proposals.proposal import Proposal, Propose
from cursus_tester.fixing.proposals.steps import by_keyword, last_step, waits, without_cache
from cursus_tester.fixing.proposals.values import archive, parameter_itself, said, strings, unchanged
from cursus_tester.fixing.syntax import Syntax
from cursus_tester.results.finding import Finding

#: How many proposals of one finding are tried: each is a run of the builder.
_MOST = 6

_BY_RULE: Mapping[str, tuple[Propose, ...]] = {
    "CM306": (by_keyword,),
    "CM310": (without_cache,),
    "CM331": (said,),
    "CM332": (unchanged,),
    "CM406": (archive,),
    "PL302": (declared,),
    "PL303": (undeclared,),
    "PL306": (archive,),
    "PL316": (parameter_itself,),
    "RM406": (archive,),
    "SB300": (last_step,),
    "SB321": (said,),
    "SB340": (strings,),
    "SB342": (copied, waits),
    "SB350": (said,),
    "SB400": (unchanged,),
    "SB403": (waits,),
    "SB413": (said,),
}
#: The rules whose findings may be mended.
FIXABLE = frozenset(_BY_RULE)


def proposals(rule: str, syntax: Syntax, finding: Finding) -> Iterator[Proposal]:
    """The proposals for a finding of a rule; none where it is not mechanical."""
    found = itertools.chain.from_iterable(propose(syntax, finding) for propose in _BY_RULE.get(rule, ()))
    yield from itertools.islice(found, _MOST)
