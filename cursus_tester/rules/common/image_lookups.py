"""The builder's look-ups in the SDK's image registry, as its text has them and as it made them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.results.subject import SubjectKind
from cursus_tester.rules.common.makers import own_retrievals
from cursus_tester.sdk.image_processors import depends_on_processor
from cursus_tester.sdk.names import RETRIEVE
from cursus_tester.source.builder_source import Source, SourceCall
from cursus_tester.step_pack import packs

NO_RETRIEVAL = "the builder does not call image_uris.retrieve itself"
#: The parameters of ``image_uris.retrieve`` in their order (sagemaker 2.257.7), as far as they are given by position.
PARAMETERS = ("framework", "region", "version", "py_version", "instance_type", "accelerator_type", "image_scope")

#: The classes whose first argument is the image (sagemaker 2.257.7).
_IMAGE_FIRST = (".Model", ".Estimator")


def written_retrievals(source: Source, makers: Makers) -> Iterator[SourceCall]:
    """The look-ups of images for the step: in a builder all; elsewhere those that a maker is given.

    A function or script that puts a whole pipeline together asks for images of training and processing jobs, too.
    """
    calls = source.calls_to(RETRIEVE)
    if source.subject.kind is SubjectKind.BUILDER:
        yield from calls
        return
    served = _given_to(source, makers)
    yield from (call for call in calls if id(call.node) in served)


def has_other_use(source: Source, written: SourceCall, makers: Makers) -> bool:
    """Whether the image of a look-up also goes to a maker of another type of step, which wants other scopes."""
    others = (pack.makers for pack in packs() if pack.makers is not None)
    return source.subject.kind is not SubjectKind.BUILDER and any(
        id(written.node) in _given_to(source, other) for other in others if other.image_scopes != makers.image_scopes
    )


def _given_to(source: Source, makers: Makers) -> set[int]:
    """What the makers in the source are given as their images: the identities of the expressions."""
    made = source.calls_to(*makers.frameworks)
    given = [each.keywords["image_uri"] for each in made if "image_uri" in each.keywords]
    given += [each.positional[0] for each in made if each.target.endswith(_IMAGE_FIRST) and each.positional]
    return {id(origin) for argument in given for origin in source.origins(argument) or ()}


def retrievals(traces: Traces | None) -> Iterator[tuple[Trace, Call]]:
    for trace in traces.all if traces is not None else ():
        yield from ((trace, call) for call in own_retrievals(trace))


#: Images of frameworks that have another one for GPUs than for CPUs.
_FOR_ONE_KIND = re.compile(r"[:-](?:cpu|gpu)(?:-|$)")


def is_for_one_kind(call: Call) -> bool:
    """Whether a look-up found an image that is for CPUs or for GPUs only, and there is another one for the others."""
    image = call.result.data if call.result is not None else None
    if not isinstance(image, str) or not _FOR_ONE_KIND.search(image):
        return False
    given = (call.arguments.get(name) for name in ("framework", "version", "image_scope"))
    framework, version, scope = (each.data if each is not None and isinstance(each.data, str) else "" for each in given)
    return depends_on_processor(framework, version, scope)
