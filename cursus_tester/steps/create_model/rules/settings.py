"""SB350, CM351, SB352: what the config says of the machine and of security is not lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.field_names import (
    ACCELERATOR,
    INSTANCE_FIELDS,
    ISOLATION_FIELDS,
    KMS_KEY,
    OTHER_VPC_CONFIG,
    SECURITY_GROUP_FIELDS,
    SUBNET_FIELDS,
    TAG_FIELDS,
    VPC_FIELDS,
    configured,
)
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source
from cursus_tester.source.declared_config import declared_fields
from cursus_tester.steps.create_model.rules.models import RETRIEVE, announced, model_place, refused
from cursus_tester.steps.create_model.rules.requests import contains
from cursus_tester.steps.create_model.step_types import STEP_TYPES

#: SDK calls that take an instance type (sagemaker 2.257.7): image look-up, and what makes a request of a model.
_TAKES_INSTANCE_TYPE = re.compile(
    rf"^{re.escape(RETRIEVE)}$|\.(?:create|prepare_container_def|pipeline_container_def)$"
)


@rule("SB350", "instance-type-used", step_types=STEP_TYPES, formerly="CM350")
def instance_type_used(traces: Traces) -> Iterator[Finding]:
    """Passes the config's instance type to every SDK call that takes one.

    What it checks: `image_uris.retrieve`, `model.create`, `prepare_container_def` and `CreateModelInput` receive the
    config's instance type, in the baseline and with other instance types.

    Why: the SDK selects CPU, GPU and Arm images by the instance type. With a hard-coded or missing one a GPU instance
    gets a CPU image.

    How to fix: `instance_type=self.config.instance_type` in each of these calls.
    """
    judged = False
    for trace in traces.loaded():
        machines = [value for name in INSTANCE_FIELDS if isinstance(value := trace.config.get(name), str) and value]
        for call in trace.calls if machines else ():
            given = call.arguments.get("instance_type")
            own = _from_step_inputs(call) if call.is_nested else call.place is not None
            if not _TAKES_INSTANCE_TYPE.search(call.target) or not own or (given is not None and given.is_variable):
                continue
            judged = True
            if given is None or given.data not in machines:
                shown = f"is given {given.data!r} as" if given is not None and given.data else "is not given the"
                yield Finding(
                    message=f"{call.target} {shown} instance type; the config says {machines[0]}",
                    hint="say instance_type=self.config.instance_type",
                    place=call.place or step_place(trace),
                    scenario=trace.scenario.name,
                )
    if not judged:
        traces.returning()
        raise NotApplicable("the config has no instance type, or the builder makes no SDK call that takes one")


def _from_step_inputs(call: Call) -> bool:
    """Whether the SDK makes the call with the instance type of the step's ``CreateModelInput``."""
    value = call.arguments.get("instance_type")
    return call.target.endswith("container_def") and value is not None and value.type == "str"


@rule("CM351", "accelerator-not-dropped", step_types=STEP_TYPES, severity=Severity.WARNING)
def accelerator_not_dropped(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Uses a configured accelerator, rejects it, or reports that it is ignored.

    What it checks: with an accelerator in the config, the builder passes it to the SDK, raises, or logs that it is
    ignored. With `--static`: the builder mentions the config's accelerator field at all.

    Why: Elastic Inference (`ml.eia*`), the only kind of accelerator that the SDK accepts, was retired in 2023. Whoever
    still configures one gets an endpoint without it, at another speed, and must be told.

    How to fix: log a warning that the accelerator is ignored, or reject it with a `ValueError`.
    """
    if traces is None:
        yield from _never_mentioned(source)
        return
    accelerated = traces.where(
        lambda trace: ACCELERATOR in trace.scenario.config_changes.values(), "the config has no accelerator"
    )
    for trace in accelerated:
        used = any(
            value.data == ACCELERATOR for call in trace.calls if not call.is_nested for value in call.arguments.values()
        )
        if trace.step is None or used or announced(trace, r"accelerat|elastic.inference|ml\.eia"):
            continue
        yield Finding(
            message=f"the config's accelerator {ACCELERATOR} is dropped, and nothing says so",
            hint="log a warning that it is ignored, or reject it with a ValueError",
            place=model_place(trace),
            scenario=trace.scenario.name,
        )


def _never_mentioned(source: Source) -> Iterator[Finding]:
    fields = declared_fields(source, re.compile("accelerator"))
    if not fields:
        said = "the source does not say what the config is" if fields is None else "the config has no accelerator"
        raise NotApplicable(said)
    if all(field.is_used is None for field in fields):
        raise NotApplicable("the source does not show what happens to the config's accelerator")
    for field in fields:
        if field.is_used is False:
            yield Finding(
                message=f"config.{field.name} is dropped: neither the builder nor the config's class mentions it",
                hint="log a warning that it is ignored, or reject it with a ValueError",
                place=field.place,
            )


@rule("SB352", "security-settings-kept", step_types=STEP_TYPES, formerly="CM352")
def security_settings_kept(traces: Traces) -> Iterator[Finding]:
    """Keeps the VPC, network isolation, KMS key and tags of the config.

    What it checks: each of them that the config has reaches the request (a KMS key: the SDK), or is rejected, or a log
    line or warning says that it is ignored.

    Why: a model that must run in a private network and does not is a security problem that nothing reports. The SDK
    silently drops the tags of `CreateModelStep(model=…)`, and the VPC and isolation of the parts of a `PipelineModel`.

    How to fix: pass `vpc_config=`, `enable_network_isolation=` and `model_kms_key=` to the model, or to the
    `PipelineModel` as a whole; pass tags with `model.create(tags=…)`. Log a warning for what cannot be passed on.
    """
    secured = traces.where(lambda trace: any(_settings(trace)), "the config has no security settings")
    judged = False
    for trace in secured:
        if trace.request is None and not refused(trace):
            continue
        judged = True
        for what, words, name in _settings(trace):
            if refused(trace) or _reached(what, trace) or announced(trace, words):
                continue
            yield Finding(
                message=f"config.{name} {_verb(name)} not reach the request: {_found(what, trace)}; nothing says that "
                "it is ignored",
                hint="pass it to the model or to the call that makes the request, or log a warning that it is ignored",
                place=model_place(trace),
                scenario=trace.scenario.name,
            )
    if not judged:
        traces.compiled(lambda trace: trace in secured)


def _settings(trace: Trace) -> Iterator[tuple[str, str, str]]:
    """The settings that a scenario is about, the words by which a log line names each, and the config's name for it."""
    changed = trace.scenario.config_changes
    for what, words, wanted in _SETTINGS:
        names = [name for name, value in changed.items() if wanted(name, value)]
        if names:
            yield what, words, " and ".join(names)


_VPC_FIELDS = (*VPC_FIELDS, *SUBNET_FIELDS, *SECURITY_GROUP_FIELDS)
_SETTINGS: tuple[tuple[str, str, Callable[[str, Any], bool]], ...] = (
    ("VpcConfig", r"vpc|subnet|security.?group", lambda name, value: name in _VPC_FIELDS),
    ("EnableNetworkIsolation", "isolat", lambda name, value: name in ISOLATION_FIELDS),
    ("kms", "kms|encrypt", lambda name, value: value == KMS_KEY),
    ("Tags", r"(?<![A-Za-z])tags?(?![A-Za-z])", lambda name, value: name in TAG_FIELDS),
)


def _reached(what: str, trace: Trace) -> bool:
    request = trace.request or {}
    if what == "VpcConfig":
        found = request.get(what)
        return isinstance(found, Mapping) and all(
            sorted(map(str, found.get(key) or ())) == sorted(map(str, value))
            for key, value in _configured_vpc(trace).items()
        )
    if what == "EnableNetworkIsolation":
        return request.get(what) is True
    if what == "Tags":
        sent = [tag.get("Key") for tag in _listed(request.get(what)) if isinstance(tag, Mapping)]
        return set(_tag_names(configured(trace.config, TAG_FIELDS))) <= set(sent)
    own: list[Any] = [value.data for call in trace.calls if not call.is_nested for value in call.arguments.values()]
    held = [model.text("model_kms_key") for model in trace.models]
    return KMS_KEY in (*own, *held) or contains(request, KMS_KEY)


def _configured_vpc(trace: Trace) -> Mapping[str, Any]:
    whole = configured(trace.config, VPC_FIELDS)
    if isinstance(whole, Mapping) and set(whole) & {"Subnets", "SecurityGroupIds"}:
        return whole
    parts = {"Subnets": SUBNET_FIELDS, "SecurityGroupIds": SECURITY_GROUP_FIELDS}
    found = {
        key: next((trace.config[name] for name in names if trace.config.get(name)), ()) for key, names in parts.items()
    }
    return found if whole is None or any(found.values()) else OTHER_VPC_CONFIG


def _tag_names(tags: Any) -> list[Any]:
    return list(tags) if isinstance(tags, Mapping) else [tag.get("Key") for tag in _listed(tags)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _verb(name: str) -> str:
    return "do" if " and " in name else "does"


def _found(what: str, trace: Trace) -> str:
    if what == "kms":
        return "no SDK call gets the key"
    found = (trace.request or {}).get(what)
    return f"{what} is {found!r}" if found is not None else f"there is no {what}"
