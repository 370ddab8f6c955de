"""TR381: where SDK v3 uploads the code of the training steps of one pipeline."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cursus_tester.evidence.expressions import values_in
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.stamps import hide_stamps
from cursus_tester.evidence.trace import Call
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import ONLY_V3, rule
from cursus_tester.sdk.names import MODEL_TRAINER
from cursus_tester.steps.training.step_types import TRAINING

_CHANNEL = "code"
#: What of a trainer the address of its code is made of (train 1.27.0), beside the time.
_ADDRESSED_BY = ("base_job_name", "training_image", "input_s3_key_prefix")


@rule("TR381", "code-at-its-own-place", severity=Severity.WARNING, not_under=ONLY_V3)
def code_at_its_own_place(pipeline: Pipelines) -> Iterator[Finding]:
    """Uploads the code of each training step to a place of its own.

    What it checks: no two training steps whose trainers are given different code have addresses for it that differ in
    nothing but the time.

    Why: SDK v3 (train 1.27.0) makes the address of `base_job_name`, or else of the image's name, and of the time in
    whole seconds. When two such steps compile within one second, the later upload replaces the files of the earlier
    one, and both jobs run the later code. Both end well.

    How to fix: give each `ModelTrainer` a `base_job_name` of its own.
    """
    addresses = Counter(
        hide_stamps(json.dumps(channel.get("DataSource"), sort_keys=True, default=str))
        for defined in pipeline.compiled()
        for step in defined.steps
        if step.type == TRAINING
        for channel in step.arguments.get("InputDataConfig") or ()
        if isinstance(channel, dict) and channel.get("ChannelName") == _CHANNEL
    )
    if not addresses:
        raise NotApplicable("no training step is given local code")
    shared = [address for address, count in addresses.items() if count > 1]
    trainers: dict[str, dict[str, Call]] = {}
    for call in pipeline.calls_to(MODEL_TRAINER):
        value = call.arguments.get("source_code")
        if value is not None and value.data:
            code = json.dumps(value.data, sort_keys=True, default=str)
            trainers.setdefault(_address_of(call), {}).setdefault(code, call)
    for same in trainers.values():
        first, *others = same.values()
        if any(_names(first, address) for address in shared):
            for other in others:
                yield Finding(
                    message=f"{_code_of(other)} is uploaded to the address of {_code_of(first)}, but for the time",
                    hint="give each a base_job_name of its own",
                    place=other.place or NOWHERE,
                    scenario=PLAIN_SCENARIO,
                )


def _code_of(call: Call) -> str:
    said = call.arguments["source_code"].data
    shown = said.get("source_dir") or said.get("entry_script") if isinstance(said, dict) else None
    return shown if isinstance(shown, str) else f"the code of a {MODEL_TRAINER}"


def _address_of(call: Call) -> str:
    held: dict[str, Any] = {name: call.arguments[name].data for name in _ADDRESSED_BY if name in call.arguments}
    if held.get("base_job_name"):
        held.pop("training_image", None)
    return json.dumps(held, sort_keys=True, default=str)


def _names(call: Call, address: str) -> bool:
    """Whether an address may be that of a trainer's code: it has the name in it that the trainer gives it."""
    said = call.arguments.get("base_job_name")
    if said is not None and isinstance(said.data, str):
        return f"/{said.data}/" in address
    image = call.arguments.get("training_image")
    names = [text for text in values_in(image.data) if isinstance(text, str)] if image is not None else []
    return not names or any(f"/{each.rpartition('/')[2].partition(':')[0]}" in address for each in names)
