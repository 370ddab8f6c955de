"""Choose the config changes of scenarios: instance types, environment, images, security, regions, versions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.field_names import (
    ACCELERATOR,
    ENTRY_POINT_FIELDS,
    INSTANCE_FIELDS,
    ISOLATION_FIELDS,
    KMS_KEYS,
    MARK,
    MODEL_NAME,
    MODEL_NAME_FIELDS,
    OTHER_ENTRY_POINT,
    OTHER_REGION,
    OTHER_TAGS,
    OTHER_VALUE,
    OTHER_VPC_CONFIG,
    SDK_VARIABLES,
    SECURITY_GROUP_FIELDS,
    SUBNET_FIELDS,
    TAG_FIELDS,
    VPC_FIELDS,
    environment_names,
    names_in,
    region_names,
)
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.sdk.distribution import installed_major
from cursus_tester.sdk.ecr import image_names
from cursus_tester.sdk.framework_versions import version_changes

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
#: The most variables of one scenario; of a builder that mentions more, the first in order.
_MOST_VARIABLES = 40


def config_changes(profile: BuilderProfile) -> Iterator[dict[str, Any]]:
    """The config fields to change, one change for each scenario."""
    for name in names_in(profile.config, INSTANCE_FIELDS):
        yield {name: "ml.g4dn.xlarge"}
    for name in environment_names(profile.config):
        yield {name: changed_environment(profile, name)}
        mentioned = _mentioned_variables(profile)
        if mentioned:
            yield {name: {**(profile.config.get(name) or {}), **dict.fromkeys(mentioned, OTHER_VALUE)}}
    for name in image_names(profile.config):
        yield {name: re.sub(r":[\w.-]+$", ":conformance", profile.config[name])}
    yield from ({name: OTHER_ENTRY_POINT} for name in names_in(profile.config, ENTRY_POINT_FIELDS))
    yield from ({name: MODEL_NAME} for name in names_in(profile.config, MODEL_NAME_FIELDS))
    for name in profile.config:
        if "accelerator" in name and profile.config[name] in (None, ""):
            yield {name: ACCELERATOR}
    yield from ({name: region} for name, region in other_regions(profile).items())
    yield from security_changes(profile)
    yield from _version_changes(profile)


def other_regions(profile: BuilderProfile) -> dict[str, str]:
    """Another region for each field that holds one."""
    configured = {name: profile.config[name] for name in region_names(profile.config)}
    return {name: DEFAULT_REGION if each == OTHER_REGION else OTHER_REGION for name, each in configured.items()}


def changed_environment(profile: BuilderProfile, name: str) -> dict[str, Any]:
    """The configured environment with a marker variable and other values for the contract's variables."""
    configured = profile.config.get(name) or {}
    contract = profile.specification.optional_environment if profile.specification else {}
    return {**configured, MARK: "1", **{variable: _other_value(default) for variable, default in contract.items()}}


def _mentioned_variables(profile: BuilderProfile) -> tuple[str, ...]:
    """Names in the builder's code that may be environment variables, without those of the contract."""
    contract = profile.specification.optional_environment if profile.specification else {}
    known = SDK_VARIABLES | set(contract)
    found = (name for name in profile.mentioned if _VARIABLE.fullmatch(name) and name not in known)
    return tuple(found)[:_MOST_VARIABLES]


def _other_value(text: str) -> str:
    """Another value of the same kind."""
    if text.isdigit():
        return str(int(text) + 1)
    flipped = {"true": "false", "false": "true", "True": "False", "False": "True", "TRUE": "FALSE", "FALSE": "TRUE"}
    return flipped.get(text, "conformance")


def security_changes(profile: BuilderProfile) -> Iterator[dict[str, Any]]:
    """Changes of VPC, isolation, encryption and tags, one at a time."""
    config, vpc = profile.config, {key: list(value) for key, value in OTHER_VPC_CONFIG.items()}
    yield from ({name: vpc} for name in names_in(config, VPC_FIELDS))
    for subnets in SUBNET_FIELDS:
        for groups in SECURITY_GROUP_FIELDS:
            yield {subnets: vpc["Subnets"], groups: vpc["SecurityGroupIds"]}
    for name in ISOLATION_FIELDS:
        yield {name: True}
    of_keys = [name for name in config if re.search("kms|encryption_key", name) and config[name] in (None, "")]
    yield from ({name: key} for name, key in zip(of_keys, itertools.cycle(KMS_KEYS)))
    for name in names_in(config, TAG_FIELDS):
        declared = any(each.is_mapping for each in profile.fields if each.name == name)
        as_mapping = isinstance(config[name], dict) or (config[name] is None and declared)
        # v3 leaves empty values out of requests (core 2.27.0), which the service then refuses.
        tags = {key: value for key, value in OTHER_TAGS.items() if value or installed_major() == 2}
        listed = [{"Key": key, "Value": value} for key, value in tags.items()]
        yield {name: tags if as_mapping else listed}


def _version_changes(profile: BuilderProfile) -> Iterator[dict[str, Any]]:
    """One other version where none is listed, which the builder may refuse; listed ones have a place of their own."""
    listed = profile.specification.framework_versions if profile.specification else ()
    if not listed:
        changes = version_changes(profile.framework, listed, profile.config)
        yield from [each for each in changes if profile.config[next(iter(each))] != next(iter(each.values()))][:1]
