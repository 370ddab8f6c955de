"""SB211, SB212: the framework versions that a specification lists are so."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common.image_lookups import retrievals
from cursus_tester.rules.common.makers import makers_of, text_argument
from cursus_tester.rules.common.refusals import (
    LOOKUPS,
    fails_as_usual,
    has_failed,
    is_from_sdk,
    is_in_time,
    raises_anyway,
)
from cursus_tester.rules.registry import rule
from cursus_tester.sdk import images
from cursus_tester.sdk.framework_versions import version_field
from cursus_tester.sdk.images import RegistryError
from cursus_tester.step_pack import StepPack


@rule("SB211", "framework-version-validated", formerly="CM211")
def framework_version_validated(
    pack: StepPack, specification: Specification, builder: Builder, traces: Traces
) -> Iterator[Finding]:
    """Accepts the framework versions that its specification lists, and no others.

    What it checks: with a version that the SDK knows and the specification does not list, the config class, the
    constructor or `create_step` raises. With each listed version the builder works.

    Why: the SDK accepts any version that it has an image for. Only the specification knows which versions the script
    works with.

    How to fix: `if config.framework_version not in self.spec.framework_versions: raise ValueError(…)`.
    """
    if not specification.framework_versions:
        raise NotApplicable("the specification lists no framework versions")
    judged = False
    for trace in traces.flawed(lambda scenario: bool(scenario.unlisted_version), "the config has no framework version"):
        problem, version = trace.problem, trace.scenario.unlisted_version
        if trace.death is not None or raises_anyway(trace, traces):
            continue
        judged = True
        if problem is None or not is_in_time(problem):
            did = "takes it" if problem is None else f"accepts it, and compiling raised {problem}"
        elif is_from_sdk(problem) or problem.exception in LOOKUPS or has_failed(problem):
            did = f"does not reject it itself: {problem}"
        else:
            continue
        listed = ", ".join(specification.framework_versions)
        yield Finding(
            message=f"the specification lists framework versions {listed}; the builder is given {version} and {did}",
            hint="compare the config's version with the specification's list and raise a ValueError",
            place=(problem.place if problem is not None else None) or step_place(trace),
            scenario=trace.scenario.name,
        )
    if not judged:
        raise Blocked(f"the builder raises with every version: {why(traces.all[0])}")
    for version, trace in _with_listed_versions(pack, specification, builder, traces):
        yield Finding(
            message=f"the specification lists the framework version {version}, and the builder fails with it: "
            f"{trace.problem}",
            hint=f"accept {version}, or remove it from the list",
            place=(trace.problem.place if trace.problem is not None else None) or NOWHERE,
            scenario=trace.scenario.name,
        )


def _with_listed_versions(
    pack: StepPack, specification: Specification, builder: Builder, traces: Traces
) -> Iterator[tuple[str, Trace]]:
    """The listed versions that the SDK has images for and that raise where the baseline does not."""
    tried: dict[str, list[Trace]] = {}
    for trace in traces.loaded():
        changes = trace.scenario.config_changes
        field = version_field(builder.framework, changes)
        if field is not None:
            tried.setdefault(str(changes[field]), []).append(trace)
    for version, of_version in tried.items():
        is_listed = version in specification.framework_versions and _has_image(builder.framework, version, pack)
        # Where several things meet, one of the others may be what is refused.
        fails = all(each.problem is not None and not fails_as_usual(each, traces) for each in of_version)
        if is_listed and fails:
            yield version, of_version[0]


def _has_image(framework: str | None, version: str, pack: StepPack) -> bool:
    try:
        return framework is not None and any(
            version in images.versions(framework, scope) for scope in makers_of(pack).image_scopes
        )
    except RegistryError:
        return False


@rule("SB212", "versions-resolve", formerly="CM212")
def versions_resolve(
    pack: StepPack, specification: Specification, builder: Builder, traces: Traces
) -> Iterator[Finding]:
    """Lists only framework versions that the SDK has an image for.

    What it checks: every framework version in the specification has an image in the registry of the installed SDK: one
    to serve from for a model, one to train with for a job. Where the image is looked up without a scope, as the model
    classes of scikit-learn and XGBoost do it, either will do: it is the same one.

    Why: a version without an image passes all checks of the config and fails when the image is looked up.

    How to fix: remove the version from the list, correct it, or install an SDK that knows it.
    """
    if not specification.framework_versions:
        raise NotApplicable("the specification lists no framework versions")
    framework = specification.framework or builder.framework
    if framework is None or not images.has_framework(framework):
        raise NotApplicable(f"the SDK's registry has no framework {framework!r}")
    try:
        known = _known_versions(framework, makers_of(pack), traces)
    except RegistryError as error:
        raise NotApplicable(str(error)) from error
    for version in specification.framework_versions:
        if version not in known:
            near = [each for each in known if each.split(".")[0] == version.split(".")[0]]
            yield Finding(
                message=f"the specification lists {framework} {version}, for which SDK {builder.sdk_version} has no "
                f"image; it has {', '.join((near or list(known))[-8:])}",
                hint=f"remove {version} from the list, or correct it",
            )


def _known_versions(framework: str, makers: Makers, traces: Traces) -> tuple[str, ...]:
    """The versions with an image of the scope that the builder asks for, or the SDK in its place."""
    scope = next(iter(makers.image_scopes), "inference")
    known = images.versions(framework, scope)
    names_scope = any(text_argument(call, "image_scope") is not None for _, call in retrievals(traces))
    if framework not in makers.scopeless or names_scope:
        return known
    return tuple(dict.fromkeys((*known, *images.versions(framework, "training"))))
