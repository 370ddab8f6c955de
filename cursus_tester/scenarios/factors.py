"""What can vary in a scenario: factors, such as the session, and the levels of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.scenario import Handing, Route, Scenario, SessionKind, SourceKind
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.config_levels import config_factors
from cursus_tester.scenarios.context import IDLE_STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One state of a factor: what differs from the baseline; nothing in the first one."""

    #: Fields of the scenario.
    fields: Mapping[str, Any] = field(default_factory=dict)
    #: Fields of the config.
    changes: Mapping[str, Any] = field(default_factory=dict)
    #: Whether it is only possible with an archive that is there when the pipeline is built.
    needs_literal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One thing that varies, and its levels: the baseline's first."""

    name: str
    levels: tuple[Level, ...]

    @property
    def decides_image(self) -> bool:
        """Whether it decides about the image."""
        return self.name in ("version", "machine", "region")

    @property
    def is_constrained(self) -> bool:
        """Whether some of its levels exclude levels of others."""
        return self.decides_image or any(each.needs_literal for each in self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the scenarios that change one thing have shown."""

    baseline: Scenario
    #: Those that were planned.
    planned: Sequence[Scenario]
    #: The names of those whose pipeline compiled.
    compiled: frozenset[str]

    def built(self) -> Iterator[Scenario]:
        """The scenarios whose pipeline compiled and that show nothing unusual."""
        return (each for each in self.planned if each.name in self.compiled and not each.is_flawed)

    def takes(self, session: SessionKind, source: SourceKind, source_name: str) -> bool:
        """Whether this source was built under this session."""
        return any(
            (each.session, each.source, each.source_name) == (session, source, source_name)
            for each in self.built()
            if not each.config_changes and each.rival_source is None
        )

    def level(self, changes: Mapping[str, Any]) -> Level | None:
        """The level of these config changes; ``None`` where the builder takes them for no source."""
        tried = [each for each in self.planned if each.config_changes == changes and not each.is_flawed]
        built = [each for each in tried if each.name in self.compiled]
        if tried and not built:
            return None
        first = self.baseline
        as_baseline = any((each.source, each.session) == (first.source, first.session) for each in built)
        return Level(changes=changes, needs_literal=bool(tried) and not as_baseline)


def factors(profile: BuilderProfile, known: Known) -> Iterator[Factor]:
    """The factors of a builder that have more than one level, those with constraints first."""
    of_config = sorted(_config(profile, known), key=lambda each: not each.is_constrained)
    found = (
        *(each for each in of_config if each.is_constrained),
        Factor(name="session", levels=tuple(Level(fields={"session": each}) for each in _sessions(known))),
        Factor(name="source", levels=tuple(_sources(known))),
        Factor(name="route", levels=tuple(Level(fields={"route": each}) for each in _routes(profile, known))),
        *(each for each in of_config if not each.is_constrained),
        Factor(name="dependencies", levels=tuple(_handings(profile, known))),
        Factor(name="caching", levels=tuple(_caching(profile, known))),
    )
    return (each for each in found if len(each.levels) > 1)


def _config(profile: BuilderProfile, known: Known) -> Iterator[Factor]:
    for name, changes in config_factors(profile):
        levels = tuple(level for each in changes if (level := known.level(each)) is not None)
        yield Factor(name=name, levels=(Level(), *levels))


def _sessions(known: Known) -> Iterator[SessionKind]:
    first = known.baseline.session
    used = {each.session for each in known.built()}
    yield from sorted(used | {first}, key=lambda each: each is not first)


def _sources(known: Known) -> Iterator[Level]:
    """The baseline's source, then one of each other kind: another name of the same kind tells nothing new."""
    first = known.baseline
    kinds = {first.source: first.source_name}
    for each in known.built():
        if not each.config_changes and each.input_name == first.input_name:
            kinds.setdefault(each.source, each.source_name)
    # With the varied one as plain URI all are, where the builder takes that: one may be isolated only then.
    others = first.other_inputs
    plain = next((each.other_inputs for each in known.built() if _is_by_value(each, first)), others)
    if first.input_name:
        for kind, name in kinds.items():
            given = plain if kind is SourceKind.LITERAL else others
            yield Level(fields={"source": kind, "source_name": name, "other_inputs": given})


def _is_by_value(scenario: Scenario, first: Scenario) -> bool:
    """Whether no step yields an input of a scenario that has all inputs of the baseline."""
    sources = (scenario.source, *(kind for _, kind, _ in scenario.other_inputs))
    names = [[name for name, _, _ in each.other_inputs] for each in (scenario, first)]
    return not scenario.config_changes and names[0] == names[1] and all(each is SourceKind.LITERAL for each in sources)


def _routes(profile: BuilderProfile, known: Known) -> Iterator[Route]:
    first = known.baseline
    if not first.input_name:
        return
    built = {each.route for each in known.built()}
    takes = [each for each in Route if each in built and profile.takes(each, first.input_name)]
    yield from sorted({first.route, *takes}, key=lambda each: (each is not first.route, each.value))


def _handings(profile: BuilderProfile, known: Known) -> Iterator[Level]:
    """How dependencies come: in a list, a tuple or an iterator, in either order, with an idle step or not."""
    if not profile.accepts("dependencies"):
        return
    yield Level()
    if any(each.idle_dependency for each in known.built()):
        yield Level(fields={"idle_dependency": IDLE_STEP, "are_dependencies_reversed": True})
    built = {each.handing for each in known.built()}
    if Handing.TUPLE in built:
        yield Level(fields={"handing": Handing.TUPLE, "idle_dependency": IDLE_STEP})
    if Handing.ITERATOR in built:
        yield Level(fields={"handing": Handing.ITERATOR, "idle_dependency": IDLE_STEP})


def _caching(profile: BuilderProfile, known: Known) -> Iterator[Level]:
    built = {each.enable_caching for each in known.built()}
    if profile.accepts("enable_caching"):
        yield from (Level(fields={"enable_caching": each}) for each in (None, True, False) if each in built)
