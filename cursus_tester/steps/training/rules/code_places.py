"""TR381: where SDK v3 uploads the code of the trainers of one pipeline."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
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
from cursus_tester.sdk.names import MODEL_TRAINER, TUNER

#: The channel of what starts the code, which every trainer with code uploads beside it.
_DRIVERS = "sm_drivers"
#: What of a trainer the address of its code is made of (train 1.27.0), beside the time.
_ADDRESSED_BY = ("base_job_name", "training_image", "input_s3_key_prefix")
#: What of it says what runs.
_STARTED_BY = ("source_code", "distributed")


@rule("TR381", "code-at-its-own-place", severity=Severity.WARNING, not_under=ONLY_V3)
def code_at_its_own_place(pipeline: Pipelines) -> Iterator[Finding]:
    """Uploads the code of each training step to a place of its own.

    What it checks: no two training steps, and no two tuning steps, whose trainers are given different code, or the same
    with another start, have addresses for it that differ in nothing but the time.

    Why: SDK v3 (train 1.27.0) makes the address of `base_job_name`, or else of the image's name, and of the time in
    whole seconds. When two such steps compile within one second, the later upload replaces the files of the earlier
    one, and both jobs run the later code. Both end well. Code that lies in S3 already is started by such files, too.

    How to fix: give each `ModelTrainer` a `base_job_name` of its own.
    """
    addresses = Counter(
        hide_stamps(json.dumps(channel.get("DataSource"), sort_keys=True, default=str))
        for defined in pipeline.compiled()
        for step in defined.steps
        for channel in _channels(step.arguments)
        if channel.get("ChannelName") == _DRIVERS
    )
    if not addresses:
        raise NotApplicable("no trainer is given code")
    shared = [address for address, count in addresses.items() if count > 1]
    tuned = {value.identity for call in pipeline.calls_to(TUNER) if (value := call.arguments.get("model_trainer"))}
    trainers: dict[tuple[bool, str], dict[str, Call]] = {}
    for call in pipeline.calls_to(MODEL_TRAINER):
        value = call.arguments.get("source_code")
        if value is not None and value.data:
            code = json.dumps([_data(call, name) for name in _STARTED_BY], sort_keys=True, default=str)
            is_tuned = call.result is not None and call.result.identity in tuned
            trainers.setdefault((is_tuned, _address_of(call, is_tuned=is_tuned)), {}).setdefault(code, call)
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


def _channels(document: Any) -> Iterator[Mapping[str, Any]]:
    """The channels of the jobs that a document describes."""
    if isinstance(document, Mapping):
        yield from (each for each in document.get("InputDataConfig") or () if isinstance(each, Mapping))
    for each in document.values() if isinstance(document, Mapping) else document:
        if isinstance(each, (Mapping, list)):
            yield from _channels(each)


def _data(call: Call, name: str) -> Any:
    return call.arguments[name].data if name in call.arguments else None


def _code_of(call: Call) -> str:
    said = _data(call, "source_code")
    parts = [said.get(name) for name in ("source_dir", "entry_script", "command")] if isinstance(said, Mapping) else []
    return ", ".join(each for each in parts if isinstance(each, str)) or f"the code of a {MODEL_TRAINER}"


def _address_of(call: Call, *, is_tuned: bool) -> str:
    held: dict[str, Any] = {name: call.arguments[name].data for name in _ADDRESSED_BY if name in call.arguments}
    if is_tuned:
        # A tuner leaves the prefix out.
        held.pop("input_s3_key_prefix", None)
    if held.get("base_job_name"):
        held.pop("training_image", None)
    return json.dumps(held, sort_keys=True, default=str)


def _names(call: Call, address: str) -> bool:
    """Whether an address may be that of a trainer's code: it has the name in it that the trainer gives it."""
    said = call.arguments.get("base_job_name")
    if said is not None and isinstance(said.data, str):
        return any(f"/{said.data}{end}" in address for end in "/-")
    image = call.arguments.get("training_image")
    names = [text for text in values_in(image.data) if isinstance(text, str)] if image is not None else []
    return not names or any(f"/{each.rpartition('/')[2].partition(':')[0]}" in address for each in names)
