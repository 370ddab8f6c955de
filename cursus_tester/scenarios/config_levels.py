"""The values that each config field takes in combined scenarios.

They are values that tell: lists of two and more, text that is hurt by stripping, cutting, casing and ASCII, and limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.field_names import (
    COMBINED_REGIONS,
    ENTRY_POINT_FIELDS,
    INSTANCE_FIELDS,
    ISOLATION_FIELDS,
    LONG_VARIABLE,
    LONGEST_MODEL_NAME,
    MODEL_NAME,
    MODEL_NAME_FIELDS,
    OTHER_ENTRY_POINT,
    SCRIPT_FIELD,
    SECURITY_GROUP_FIELDS,
    SUBNET_FIELDS,
    TAG_FIELDS,
    TELLING_VARIABLES,
    VPC_FIELDS,
    configured,
    environment_names,
    names_in,
    region_names,
)
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.config_changes import changed_environment, security_changes
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import (
    PYTHON_FIELDS,
    base_framework,
    companions,
    suitable_versions,
    version_changes,
    version_field,
)
from cursus_tester.sdk.images import RegistryError

Changes = Mapping[str, Any]

#: What any image runs on.
_USUAL_MACHINES = ("ml.c5.2xlarge", "ml.g4dn.xlarge")
#: The most versions beside the config's in a combination; further ones are tried one at a time.
_MOST_VERSIONS = 4
#: Fields for a number of instances.
_COUNT = re.compile(r"(?:^|_)instance_count$")
_OF_FRAMEWORK = re.compile(r"(\w+?)_version")


def config_factors(profile: BuilderProfile) -> Iterator[tuple[str, tuple[Changes, ...]]]:
    """The parts of the config that vary, each with its changes. Those that decide about the image come first."""
    config = profile.config
    versions = tuple(_version_levels(profile))
    yield "version", versions
    for name in names_in(config, INSTANCE_FIELDS)[:1]:
        yield "machine", _changes(config, name, profile.pack.instance_types)
    regions = region_names(config)
    if regions:
        yield "region", tuple(dict.fromkeys(regions, each) for each in COMBINED_REGIONS if config[regions[0]] != each)
    for name in environment_names(config):
        telling = {**(config[name] or {}), **TELLING_VARIABLES, LONG_VARIABLE: "v" * profile.pack.longest_variable}
        yield name, (({name: changed_environment(profile, name)}), {name: telling})
    for name in names_in(config, MODEL_NAME_FIELDS):
        yield name, _changes(config, name, (MODEL_NAME, LONGEST_MODEL_NAME))
    yield from _security(profile)
    for name in config:
        if name in ISOLATION_FIELDS and config[name] is True:
            yield name, ({name: False},)
        elif _COUNT.search(name) and type(config[name]) is int:
            yield name, _changes(config, name, (3,))
    used = {name for each in versions for name in each}
    yield from _others(profile, used | set(varied_for_a_reason(config)))


def _security(profile: BuilderProfile) -> Iterator[tuple[str, tuple[Changes, ...]]]:
    for change in security_changes(profile):
        if set(change) <= set(profile.config) and any(profile.config[name] != each for name, each in change.items()):
            yield ", ".join(change), (change,)


def _others(profile: BuilderProfile, used: set[str]) -> Iterator[tuple[str, tuple[Changes, ...]]]:
    """Other scripts, flags, listed values, and versions of other frameworks."""
    config = profile.config
    for name, value in config.items():
        is_script = name in ENTRY_POINT_FIELDS or SCRIPT_FIELD.search(name) is not None
        other = _OF_FRAMEWORK.fullmatch(name)
        if name in used:
            continue
        if is_script and (value is None or isinstance(value, str)):
            yield name, _changes(config, name, (OTHER_ENTRY_POINT,))
        elif name in profile.choices:
            yield name, _changes(config, name, profile.choices[name])
        elif isinstance(value, bool):
            yield name, ({name: not value},)
        elif other is not None and isinstance(value, str) and images.has_framework(other[1]):
            yield name, _changes(config, name, suitable_versions(other[1], ()))[:1]


def varied_for_a_reason(config: Changes) -> tuple[str, ...]:
    """The fields that scenarios change because of their names, where a config has them."""
    known = (*INSTANCE_FIELDS, *MODEL_NAME_FIELDS, *TAG_FIELDS, *VPC_FIELDS, *SUBNET_FIELDS, *SECURITY_GROUP_FIELDS)
    of_security = (name for name in config if re.search("kms|encryption_key|accelerator", name))
    return (*known, *ISOLATION_FIELDS, *region_names(config), *environment_names(config), *of_security)


def _changes(config: Changes, name: str, values: tuple[Any, ...]) -> tuple[Changes, ...]:
    return tuple({name: value} for value in values if config[name] != value)


def _version_levels(profile: BuilderProfile) -> Iterator[Changes]:
    """Each listed version, with what goes with it; of a builder for several frameworks, two versions of others."""
    config, framework = profile.config, profile.framework
    listed = profile.specification.framework_versions if profile.specification else ()
    found = _other_versions(profile)
    yield from found[-_MOST_VERSIONS:] if listed else _unlike(found, config)
    field = version_field(framework, config)
    if field is not None and not listed and isinstance(config.get("framework"), str):
        for other in ("pytorch", "sklearn"):
            if other != config["framework"]:
                for version, python in _of_two_pythons(other):
                    pythons = {name: python for name in PYTHON_FIELDS if name in config}
                    yield {"framework": other, field: version, **companions(other, version, config), **pythons}


def _unlike(versions: list[Changes], config: Changes) -> list[Changes]:
    """Two of the versions, one of them with another Python than the config's where there is such."""
    pythons = [name for name in PYTHON_FIELDS if name in config]
    others = [each for each in versions if any(each.get(name, config[name]) != config[name] for name in pythons)]
    return [*versions[:1], *([each for each in others if each not in versions[:1]] or versions[1:])[:1]]


def _other_versions(profile: BuilderProfile) -> list[Changes]:
    """Each listed version but the config's, with what goes with it; usual ones where none is listed."""
    config, listed = profile.config, profile.specification.framework_versions if profile.specification else ()
    return [
        change
        for change in version_changes(profile.framework, listed, config)
        if any(config[name] != value for name, value in change.items())
    ]


def further_versions(profile: BuilderProfile) -> list[Changes]:
    """The listed versions that are in no combination."""
    listed = profile.specification.framework_versions if profile.specification else ()
    return _other_versions(profile)[:-_MOST_VERSIONS] if listed else []


def _of_two_pythons(framework: str) -> list[tuple[str, str | None]]:
    """Two versions of a framework with the Python of each, which differ where they can."""
    found = [(version, _python(framework, version)) for version in suitable_versions(framework, ())]
    others = [each for each in found if each[1] != found[0][1]] or found[1:]
    return [*found[:1], *others[:1]]


def _python(framework: str, version: str) -> str | None:
    try:
        return next(iter(images.python_versions(framework, version)[::-1]), None)
    except RegistryError:
        return None


def has_image(profile: BuilderProfile, region: str, changes: Changes) -> bool:
    """Whether the SDK's registry has the image that a config selects; ``True`` where it does not select one.

    Args:
        profile: What is known of the builder.
        region: The baseline's region.
        changes: Changes of the config.
    """
    config = {**profile.config, **changes}
    framework = config.get("framework") or profile.framework
    field = version_field(framework, config) if isinstance(framework, str) else None
    version = config.get(field) if field is not None else None
    machine = configured(config, INSTANCE_FIELDS)
    if not isinstance(framework, str) or not images.has_framework(framework) or not isinstance(version, str):
        # Nobody knows what image it is: any processor but the usual ones may have none.
        return bool(machine in (None, configured(profile.config, INSTANCE_FIELDS), *_USUAL_MACHINES))
    bases = [
        base_framework(name, str(config[f"{name}_version"]))
        for name in ("pytorch", "tensorflow")
        if config.get(f"{name}_version")
    ]
    python = next((config[name] for name in PYTHON_FIELDS if isinstance(config.get(name), str)), None)
    if framework == "huggingface" and not bases:
        return bool(machine == configured(profile.config, INSTANCE_FIELDS))
    machine = machine if isinstance(machine, str) else "ml.m5.large"
    try:
        images.serving_image(
            framework=framework,
            version=version,
            python=python,
            instance_type=machine,
            region=profile.region_with(changes, region or DEFAULT_REGION),
            base_framework=bases[0] if framework == "huggingface" else None,
        )
    except RegistryError:
        return False
    return framework == "huggingface" or all(_serves(*other, machine) for other in _other_frameworks(config))


def _other_frameworks(config: Changes) -> Iterator[tuple[str, str]]:
    """Other frameworks whose version the config says, as for a further container."""
    for name, value in config.items():
        found = _OF_FRAMEWORK.fullmatch(name)
        if found is not None and isinstance(value, str) and images.has_framework(found[1]):
            yield found[1], value


def _serves(framework: str, version: str, machine: str) -> bool:
    try:
        images.serving_image(
            framework=framework, version=version, python=None, instance_type=machine, region="us-east-1"
        )
    except RegistryError:
        return False
    return True
