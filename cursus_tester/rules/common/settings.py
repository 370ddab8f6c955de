"""SB350, SB352: what the config says of the machine and of security is not lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.expressions import places_of
from cursus_tester.evidence.field_names import (
    INSTANCE_FIELDS,
    ISOLATION_FIELDS,
    KMS_KEYS,
    OTHER_VPC_CONFIG,
    SECURITY_GROUP_FIELDS,
    SUBNET_FIELDS,
    TAG_FIELDS,
    VPC_FIELDS,
    configured,
)
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.request_layout import RequestLayout, member
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.makers import announced, constructions, maker_place, makers_behind, makers_of, refused
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import RETRIEVE
from cursus_tester.step_pack import StepPack


@rule("SB350", "instance-type-used", fixable=True, formerly="CM350")
def instance_type_used(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Passes the config's instance type to every SDK call that takes one.

    What it checks: `image_uris.retrieve`, `model.create`, `prepare_container_def` and `CreateModelInput`, and the
    constructors of processors and estimators (under SDK v3 of `Compute`), receive the config's instance type, in the
    baseline and with other instance types. A job runs on as many instances as `instance_count` of the config says.

    Why: the SDK selects CPU, GPU and Arm images by the instance type. With a hard-coded or missing one a GPU instance
    gets a CPU image.

    How to fix: `instance_type=self.config.instance_type` in each of these calls, and
    `instance_count=self.config.instance_count`.
    """
    makers, judged = makers_of(pack), False
    for trace in traces.loaded():
        made = [id(each) for each in constructions(trace, makers)] if makers.has_instance_type else ()
        machines = [
            value for name in _machine_fields(trace, makers) if isinstance(value := trace.config.get(name), str)
        ]
        constructed: list[object] = []
        for call in trace.calls if machines else ():
            given, is_variable = _instance_type(call, makers if id(call) in made else None)
            own = _from_step_inputs(call, makers) if call.is_nested else call.place is not None
            takes = call.target == RETRIEVE or call.target.endswith(makers.takes_instance_type) or id(call) in made
            # An image that the SDK finds without an instance type is the same for all.
            is_for_all = makers.has_instance_type and call.target == RETRIEVE and given is None and call.error is None
            if not takes or not own or is_for_all or is_variable:
                continue
            judged = True
            constructed.append(given)
            if given not in machines:
                shown = f"is given {given!r} as" if given else "is not given the"
                yield Finding(
                    message=f"{call.target} {shown} instance type; the config says {machines[0]}",
                    hint=f"say instance_type=self.config.instance_type{_inside(call, makers, made)}",
                    place=call.place or step_place(trace),
                    scenario=trace.scenario.name,
                    cause=causes.INSTANCE_TYPE,
                )
        # What holds the machine may have been given another one since.
        for each in makers_behind(trace, makers) if makers.machine and machines else ():
            changed = each.text("instance_type")
            if changed is not None and changed not in (*machines, *constructed):
                yield Finding(
                    message=f"the {makers.noun} has the instance type {changed!r}; the config says {machines[0]}",
                    hint=f"say instance_type=self.config.instance_type in its {makers.machine}",
                    place=maker_place(trace, makers) or step_place(trace),
                    scenario=trace.scenario.name,
                    cause=causes.INSTANCE_TYPE,
                )
        counts = [trace.config.get(name) for name in trace.config if _COUNT.search(name)]
        for count in _counts(trace.request) if _changes_count(trace, pack) and not announced(trace, "count") else ():
            if count not in counts:
                yield Finding(
                    message=f"the job runs on {count} instances; the config says {counts[0]}",
                    hint="say instance_count=self.config.instance_count",
                    place=maker_place(trace, makers) or step_place(trace),
                    scenario=trace.scenario.name,
                )
    if not judged:
        traces.returning()
        raise NotApplicable("the config has no instance type, or the builder makes no SDK call that takes one")


#: Names of fields for a number of instances.
_COUNT = re.compile(r"(?:^|_)instance_count$")


def _changes_count(trace: Trace, pack: StepPack) -> bool:
    """Whether a scenario changes the number of instances of this step: a config may hold that of others, too."""
    named = ("instance_count", f"{pack.name.lower()}_instance_count")
    return any(type(trace.scenario.config_changes.get(name)) is int for name in named)


def _counts(document: Any) -> Iterator[int]:
    """The numbers of instances in a request."""
    if isinstance(document, Mapping):
        for name, each in document.items():
            if name == "InstanceCount" and type(each) is int:
                yield each
            yield from _counts(each)
    elif isinstance(document, list):
        for each in document:
            yield from _counts(each)


def _instance_type(call: Call, maker: Makers | None) -> tuple[object, bool]:
    """The instance type that a call is given, in an object of its own where a maker takes that, or a variable."""
    name = maker.machine if maker is not None and maker.machine else "instance_type"
    value = call.arguments.get(name)
    if value is None or name == "instance_type":
        return (None, False) if value is None else (value.data, value.is_variable)
    given = value.data.get("instance_type") if isinstance(value.data, Mapping) else None
    # Where it holds other words for machines, such as groups or preferences, it names none.
    names_others = isinstance(value.data, Mapping) and any("instance_" in each for each in value.data if given is None)
    return given, names_others or (given is not None and not isinstance(given, str))


def _inside(call: Call, makers: Makers, made: Iterable[int]) -> str:
    return f" in its {makers.machine}" if makers.machine and id(call) in made else ""


def _machine_fields(trace: Trace, makers: Makers) -> Iterator[str]:
    """The config's fields for an instance type that is not empty; of a job any that is called so."""
    known = (name for name in trace.config if "instance_type" in name) if makers.has_instance_type else INSTANCE_FIELDS
    yield from (name for name in known if trace.config.get(name))


def _from_step_inputs(call: Call, makers: Makers) -> bool:
    """Whether the SDK makes the call with the instance type that the step was given."""
    value = call.arguments.get("instance_type")
    return call.target.endswith(makers.hands_instance_type_on) and value is not None and value.type == "str"


@rule("SB352", "security-settings-kept", formerly="CM352")
def security_settings_kept(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Keeps the VPC, network isolation, KMS keys and tags of the config.

    What it checks: each of them that the config has reaches the request (the key of a model: the SDK), or is rejected,
    or a log line or warning says that it is ignored. So does the encryption of traffic between a job's containers. A
    key encrypts the same whatever else the config says, and the output of a job where it is not a key for volumes.

    Why: a model that must run in a private network and does not is a security problem that nothing reports. The SDK
    silently drops the tags of `CreateModelStep(model=…)`, and the VPC and isolation of the parts of a `PipelineModel`
    (v2); a `ModelBuilder` (v3) drops the isolation of the SDK's defaults file.

    How to fix: pass `vpc_config=`, `enable_network_isolation=` and `model_kms_key=` to the model, or to the
    `PipelineModel` as a whole; pass tags with `model.create(tags=…)`. Under SDK v3:
    `ModelBuilder(network=Networking(…))`, `build(tags=…)`, and `ModelTrainer(networking=Networking(…), tags=…)`. Log a
    warning for what cannot be passed on.
    """
    secured = traces.where(lambda trace: any(_settings(trace)), "the config has no security settings")
    judged = False
    for trace in secured:
        if trace.request is None and not refused(trace):
            continue
        judged = True
        for what, words, name in _settings(trace):
            if refused(trace) or announced(trace, words):
                continue
            if what == "kms":
                yield from _lost_keys(trace, secured, pack)
            if what == "kms" or _reached(what, trace, pack.layout) or not _places(pack.layout)[what]:
                continue
            yield Finding(
                message=f"config.{name} {_verb(name)} not reach the request: {_found(what, trace, pack.layout)}; "
                "nothing says that it is ignored",
                hint="pass it to the model or to the call that makes the request, or log a warning that it is ignored",
                place=maker_place(trace, pack.makers),
                scenario=trace.scenario.name,
                cause=causes.config_field(name),
            )
    if not judged:
        traces.compiled(lambda trace: trace in secured)


def _settings(trace: Trace) -> Iterator[tuple[str, str, str]]:
    """The settings that a scenario is about, the words by which a log line names each, and the config's name for it."""
    changed = trace.scenario.config_changes
    for what, words, wanted in _SETTINGS:
        names = [name for name, value in changed.items() if wanted(name, value) or _holds(value, wanted)]
        if names:
            yield what, words, " and ".join(names)


def _holds(value: Any, wanted: Callable[[str, Any], bool]) -> bool:
    """Whether a config inside the config has such a field."""
    return isinstance(value, Mapping) and any(wanted(name, each) for name, each in value.items())


_VPC_FIELDS = (*VPC_FIELDS, *SUBNET_FIELDS, *SECURITY_GROUP_FIELDS)
#: Names of fields that encrypt what the containers of a job say to each other.
_TRAFFIC = re.compile(r"encrypt\w*_traffic|traffic\w*_encrypt|inter_container")
_SETTINGS: tuple[tuple[str, str, Callable[[str, Any], bool]], ...] = (
    ("VpcConfig", r"vpc|subnet|security.?group", lambda name, value: name in _VPC_FIELDS),
    ("EnableNetworkIsolation", "isolat", lambda name, value: name in ISOLATION_FIELDS and value is True),
    ("kms", "kms|encrypt", lambda name, value: value in KMS_KEYS),
    ("Traffic", "encrypt|traffic", lambda name, value: value is True and _TRAFFIC.search(name) is not None),
    ("Tags", r"(?<![A-Za-z])tags?(?![A-Za-z])", lambda name, value: name in TAG_FIELDS),
)


def _reached(what: str, trace: Trace, layout: RequestLayout) -> bool:
    request = trace.request or {}
    found = member(request, _places(layout)[what])
    if what == "VpcConfig":
        return isinstance(found, Mapping) and all(
            sorted(map(str, found.get(key) or ())) == sorted(map(str, value))
            for key, value in _configured_vpc(trace).items()
        )
    if what in ("EnableNetworkIsolation", "Traffic"):
        return found is True
    sent = {tag.get("Key"): tag.get("Value") for tag in _listed(found) if isinstance(tag, Mapping)}
    wanted = _tags(configured(trace.config, TAG_FIELDS))
    return all(name in sent and value in (None, sent[name]) for name, value in wanted.items())


def _lost_keys(trace: Trace, secured: Iterable[Trace], pack: StepPack) -> Iterator[Finding]:
    """The KMS keys that a config has and that encrypt nothing, or not all that they encrypt without other changes."""
    for name, key in trace.scenario.config_changes.items():
        if key not in KMS_KEYS:
            continue
        found, alone = _encrypted(trace, key), _alone(secured, name, key)
        lost = sorted(_encrypted(alone, key) - found) if alone is not None else []
        if not found:
            message = f"config.{name} does not reach the request: no SDK call gets the key"
        elif lost and trace.request is not None:
            message = f"config.{name} reaches {', '.join(sorted(found))}, and no longer {', '.join(lost)}"
        elif _misses_output(name, found, trace):
            message = f"config.{name} encrypts the volumes of the job, and not what it writes to S3"
        else:
            continue
        yield Finding(
            message=f"{message}; nothing says that it is ignored",
            hint="pass it to the model or to the call that makes the request, or log a warning that it is ignored",
            place=maker_place(trace, pack.makers),
            scenario=trace.scenario.name,
            cause=causes.config_field(name),
        )


def _encrypted(trace: Trace, key: str) -> set[str]:
    """What the key encrypts, by the members of the request; of a model what the SDK was given."""
    places = set(places_of(trace.request, key))
    own = (value.data for call in trace.calls if not call.is_nested for value in call.arguments.values())
    held = (model.text("model_kms_key") for model in trace.models)
    return places or ({"an SDK call"} if key in (*own, *held) else set())


def _alone(secured: Iterable[Trace], name: str, key: str) -> Trace | None:
    """The scenario that changes nothing but this field."""
    compiled = (each for each in secured if each.request is not None)
    return next((each for each in compiled if dict(each.scenario.config_changes) == {name: key}), None)


def _misses_output(name: str, found: set[str], trace: Trace) -> bool:
    """Whether a key that is not meant for volumes encrypts volumes only, of a job that has outputs."""
    if re.search("volume|storage|disk", name) or not all("Volume" in place for place in found):
        return False
    if any(other != name and re.search("output.*kms|kms.*output", other) for other in trace.config):
        # Another field holds the key of the output.
        return False
    return any("Output" in member for member in trace.request or ())


def _places(layout: RequestLayout) -> Mapping[str, tuple[str, ...]]:
    return {
        "VpcConfig": layout.vpc,
        "EnableNetworkIsolation": layout.isolation,
        "Tags": layout.tags,
        "Traffic": layout.traffic,
    }


def _configured_vpc(trace: Trace) -> Mapping[str, Any]:
    whole = configured(trace.config, VPC_FIELDS)
    if isinstance(whole, Mapping) and set(whole) & {"Subnets", "SecurityGroupIds"}:
        return whole
    parts = {"Subnets": SUBNET_FIELDS, "SecurityGroupIds": SECURITY_GROUP_FIELDS}
    found = {
        key: next((trace.config[name] for name in names if trace.config.get(name)), ()) for key, names in parts.items()
    }
    return found if whole is None or any(found.values()) else OTHER_VPC_CONFIG


def _tags(tags: Any) -> Mapping[Any, Any]:
    """The tags of a config, by name; with no value where it is not written in one of the usual ways."""
    if isinstance(tags, Mapping):
        return tags
    return {tag.get("Key"): tag.get("Value") for tag in _listed(tags) if isinstance(tag, Mapping)}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _verb(name: str) -> str:
    return "do" if " and " in name else "does"


def _found(what: str, trace: Trace, layout: RequestLayout) -> str:
    found = member(trace.request or {}, _places(layout)[what])
    return f"{what} is {found!r}" if found is not None else f"there is no {what}"
