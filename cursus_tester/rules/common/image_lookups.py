"""The builder's look-ups in the SDK's image registry, as its text has them and as it made them."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.results.subject import SubjectKind
from cursus_tester.rules.common.makers import own_retrievals
from cursus_tester.sdk.names import RETRIEVE
from cursus_tester.source.builder_source import Source, SourceCall

NO_RETRIEVAL = "the builder does not call image_uris.retrieve itself"
#: The parameters of ``image_uris.retrieve`` in their order (sagemaker 2.257.7), as far as they are given by position.
PARAMETERS = ("framework", "region", "version", "py_version", "instance_type", "accelerator_type", "image_scope")


def written_retrievals(source: Source, makers: Makers) -> Iterator[SourceCall]:
    """The look-ups of images for the step: in a builder all; elsewhere those that a maker is given.

    A function or script that puts a whole pipeline together asks for images of training and processing jobs, too.
    """
    calls = source.calls_to(RETRIEVE)
    if source.subject.kind is SubjectKind.BUILDER:
        yield from calls
        return
    models = source.calls_to(*makers.frameworks)
    given = [model.keywords["image_uri"] for model in models if "image_uri" in model.keywords]
    given += [model.positional[0] for model in models if model.target.endswith(".Model") and model.positional]
    served = {id(origin) for argument in given for origin in source.origins(argument) or ()}
    yield from (call for call in calls if id(call.node) in served)


def retrievals(traces: Traces | None) -> Iterator[tuple[Trace, Call]]:
    for trace in traces.all if traces is not None else ():
        yield from ((trace, call) for call in own_retrievals(trace))
