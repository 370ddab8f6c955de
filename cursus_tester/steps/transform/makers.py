"""The transformers that transform steps are made with."""

from __future__ import annotations

from cursus_tester.evidence.makers import Makers
from cursus_tester.sdk.names import TRANSFORMER

MAKERS = Makers(
    noun="transformer",
    classes=(TRANSFORMER,),
    methods=(".transform",),
    session_methods=("transform",),
    has_instance_type=True,
)
