"""Situations that show whether a builder does what its specification says, and refuses what it must refuse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cursus_tester.evidence import image_registry
from cursus_tester.evidence.config_gaps import gaps
from cursus_tester.evidence.situation import Situation
from cursus_tester.evidence.trace import Route, Scenario, SourceKind

#: Names under which configs keep the version of a framework.
VERSION_FIELDS = ("framework_version", "transformers_version", "version")
#: Keywords of ``create_step`` that are no inputs.
_NO_INPUTS = frozenset({"inputs", "outputs", "dependencies", "enable_caching"})


def flawed(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    """The baseline with something wrong: configs with a gap, an unlisted version, inputs that nobody declared."""
    for gap in gaps(situation.fields, situation.config):
        how = gap.how if gap.how == "absent" else f"= {gap.how}"
        yield dataclasses.replace(baseline, name=f"config: {gap.field} {how}".replace(" = ", "="), gap=gap)
    yield from _unlisted_version(situation, baseline)
    yield from _undeclared_inputs(situation, baseline)


def explicit_inputs(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    """An archive in ``inputs`` beside the training step of a builder of Pattern B, which yields another one."""
    if situation.from_estimator and situation.accepts("inputs") and baseline.source is not SourceKind.LITERAL:
        yield dataclasses.replace(
            baseline,
            name=f"{baseline.input_name} as s3:// URI in inputs",
            source=SourceKind.LITERAL,
            source_name="",
            route=Route.INPUTS,
        )


def missing_inputs(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    """The other required inputs, each missing in turn while the rest are given."""
    if not situation.accepts("inputs"):
        return
    first = (baseline.input_name, baseline.source, baseline.source_name)
    for index, (name, source, source_name) in enumerate(baseline.other_inputs):
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


def _unlisted_version(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    listed = situation.specification.framework_versions if situation.specification else ()
    field = next((name for name in VERSION_FIELDS if name in situation.config), None)
    if not listed or field is None:
        return
    version, python = unlisted_version(situation.framework, listed, situation.config.get("py_version"))
    changes: dict[str, Any] = {field: version}
    if python is not None:
        changes["py_version"] = python
    yield dataclasses.replace(
        baseline, name=f"config: {field}={version!r}, unlisted", config_changes=changes, unlisted_version=version
    )


def unlisted_version(framework: str | None, listed: Sequence[str], python: Any) -> tuple[str, str | None]:
    """A version that the SDK knows and `listed` does not, and the Python to go with it where it is not `python`.

    Nothing but the builder's own check stands in its way. Where the SDK knows no other one, a made-up version.
    """
    families = {_family(each) for each in listed}
    known: Mapping[str, tuple[str, ...]] = {}
    if framework is not None and image_registry.has_framework(framework):
        versions = image_registry.versions(framework)
        known = {each: image_registry.python_versions(framework, each) for each in versions if each[0].isdigit()}
    other = {version: pythons for version, pythons in known.items() if _family(version) not in families}
    if isinstance(python, str):
        suited = [version for version, pythons in other.items() if not pythons or python in pythons]
        if suited:
            return suited[-1], None
    if other:
        version, pythons = list(other.items())[-1]
        return version, pythons[-1] if pythons and isinstance(python, str) else None
    return "99.9", None


def _family(version: str) -> str:
    return ".".join(version.split("-")[0].split(".")[:2])


def _undeclared_inputs(situation: Situation, baseline: Scenario) -> Iterator[Scenario]:
    specification = situation.specification
    if specification is None or not specification.dependencies or not situation.accepts("inputs"):
        return
    declared = {each.name for each in specification.dependencies}
    names = tuple(name for name in situation.mentioned if name not in declared | _NO_INPUTS)
    if names and baseline.source is not SourceKind.LITERAL:
        yield dataclasses.replace(baseline, name="undeclared inputs", route=Route.INPUTS, extra_inputs=names)
