"""The pack of Lambda steps."""

from __future__ import annotations

from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import StepPack
from cursus_tester.steps.lambda_step.step_types import LAMBDA

PACK = StepPack(
    name=LAMBDA,
    step_class=names.LAMBDA_STEP,
    definition_type=LAMBDA,
    aliases=frozenset({"lambda", "lambdafunction"}),
    telling_word="lambda",
    builder_suffix="LambdaStepBuilder",
    listening=Listening(constructors=(names.LAMBDA_FUNCTION,)),
    can_cache=True,
    under={3: {"listening": Listening()}},
    rules=("cursus_tester.steps.lambda_step.rules",),
)
