"""Scenarios that contradict the specification: config gaps, unlisted versions, missing and undeclared inputs."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cursus_tester.evidence.scenario import Route, Scenario, SourceKind
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.config_gaps import gaps
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import companions, version_field

#: Names of inputs that hold an archive.
_ARCHIVE = re.compile(r"(?:^|_)(?:data|artifacts?|archive|model|input|uri|path)$")
#: Keywords of ``create_step`` that are not inputs.
_NOT_INPUTS = frozenset({"inputs", "outputs", "dependencies", "enable_caching"})


def invalid_scenarios(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline with a config gap, an unlisted version, or undeclared inputs."""
    for gap in gaps(profile.fields, profile.config):
        how = gap.how if gap.how == "absent" else f"= {gap.how}"
        yield dataclasses.replace(baseline, name=f"config: {gap.field} {how}".replace(" = ", "="), gap=gap)
    yield from _unlisted_version(profile, baseline)
    yield from _undeclared_inputs(profile, baseline)


def explicit_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """An archive in ``inputs`` beside the training step of a Pattern B builder, which yields another archive."""
    if profile.from_estimator and profile.accepts("inputs") and baseline.source is not SourceKind.LITERAL:
        yield dataclasses.replace(
            baseline,
            name=f"{baseline.input_name} as s3:// URI in inputs",
            source=SourceKind.LITERAL,
            source_name="",
            route=Route.INPUTS,
        )


def missing_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    """The other required inputs, each missing in turn."""
    if not profile.accepts("inputs"):
        return
    first = (baseline.input_name, baseline.source, baseline.source_name)
    for index, (name, source, source_name) in enumerate(baseline.other_inputs):
        if not name:
            continue
        others = (first, *baseline.other_inputs[:index], *baseline.other_inputs[index + 1 :])
        for missing in ("absent", "None", '""'):
            yield dataclasses.replace(
                baseline,
                name=f"{name} absent" if missing == "absent" else f"{name}={missing}",
                input_name=name,
                source=source,
                source_name=source_name,
                other_inputs=others,
                missing=missing,
                route=Route.INPUTS,
            )


def _unlisted_version(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    listed = profile.specification.framework_versions if profile.specification else ()
    field = version_field(profile.framework, profile.config)
    if not listed or field is None:
        return
    likely = {field: alike_version(profile.framework, listed)}
    for changes in (unlisted_change(profile.framework, listed, profile.config, field), likely):
        yield dataclasses.replace(
            baseline,
            name=f"config: {field}={changes[field]!r}, unlisted",
            config_changes=changes,
            unlisted_version=changes[field],
        )


def alike_version(framework: str | None, listed: Sequence[str]) -> str:
    """A version that is not listed and begins like one that is: another patch of the SDK's, or a made-up one.

    Whoever compares beginnings takes it for listed.
    """
    known = images.versions(framework) if framework is not None and images.has_framework(framework) else ()
    families = {_family(each) for each in listed}
    patches = [
        version
        for version in known
        if _family(version) in families
        and version not in listed
        and version.count(".") > 1
        and not any(images.same_version(str(framework), version, each) for each in listed)
    ]
    return (patches or [f"{listed[-1]}0"])[-1]


def unlisted_change(
    framework: str | None, listed: Sequence[str], config: Mapping[str, Any], field: str
) -> Mapping[str, str]:
    """The config fields for a version that the SDK knows and `listed` does not contain, with matching companions.

    Only the builder's own check can refuse it. A made-up version where the SDK knows no other one.
    """
    if framework is None or not images.has_framework(framework):
        return {field: "99.9"}
    families = {_family(each) for each in listed}
    others = [
        {field: version, **companions(framework, version, config)}
        for version in images.versions(framework)
        if version[0].isdigit() and _family(version) not in families
    ]
    suited = [change for change in others if all(config[name] == change[name] for name in change if name != field)]
    return (suited or others or [{field: "99.9"}])[-1]


def _family(version: str) -> str:
    return ".".join(version.split("-")[0].split(".")[:2])


def _undeclared_inputs(profile: BuilderProfile, baseline: Scenario) -> Iterator[Scenario]:
    specification = profile.specification
    if specification is None or not specification.dependencies or not profile.accepts("inputs"):
        return
    declared = {each.name for each in specification.dependencies}
    names = tuple(name for name in profile.mentioned if name not in declared | _NOT_INPUTS)
    if names and baseline.source is not SourceKind.LITERAL:
        yield dataclasses.replace(baseline, name="undeclared inputs", route=Route.INPUTS, extra_inputs=names)
        # A builder may read another input where the declared one is missing, and refuse unknown ones.
        yield dataclasses.replace(
            baseline,
            name=f"undeclared inputs in place of {baseline.input_name}",
            route=Route.INPUTS,
            missing="absent",
            extra_inputs=tuple(name for name in names if _ARCHIVE.search(name)) or names,
        )
