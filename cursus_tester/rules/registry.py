"""What a rule is, and how rules are found.

A rule is a function. Its parameters name the evidence that it wants: ``subject`` and ``source`` need only the
source text, ``builder``, ``specification`` and ``traces`` need the builder to have been run, ``pipeline`` the code that
makes one, and step packs declare more (`cursus_tester.step_pack`). A dynamic parameter with a default of ``None`` is
optional: the rule also has something to say when nothing may be run (``--static``).

A rule yields `Finding` objects. It raises `NotApplicable` when it has nothing to judge, and
`Blocked` when the builder itself prevented it from looking (`cursus_tester.evidence.unavailable`). A rule that does
neither and yields nothing has passed.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import metadata

from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import ALL_STEP_TYPES, PIPELINES, Level, RuleInfo, Severity
from cursus_tester.results.subject import SubjectKind
from cursus_tester.rules.each_step import of_each_step
from cursus_tester.step_pack import PackError, evidence_names, is_of_pipelines, is_static, packs

#: Distributions add rules under this entry point group: each entry names a module.
ENTRY_POINT_GROUP = "cursus_tester.rules"

#: What `cursus_tester.rules.catalogue.document_rules` writes, where it is published.
_PAGE = "https://github.com/cursus-tester/cursus-tester/blob/main/docs/rules.md"

RuleFunction = Callable[..., Iterable[Finding]]

_LEVEL_BY_HUNDRED = {
    "1": Level.INTERFACE,
    "2": Level.SPECIFICATION,
    "3": Level.STEP_CREATION,
    "4": Level.INTEGRATION,
}


class RuleError(Exception):
    """A rule is declared wrongly: its text says which and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the catalogue with its function."""

    info: RuleInfo
    function: RuleFunction
    #: Names of the evidence without which it cannot run.
    required: frozenset[str]
    #: Names of the evidence that it uses where there is any.
    optional: frozenset[str]
    #: The step types that it judges, such as ``CreateModel``; empty for all.
    step_types: tuple[str, ...] = ()
    #: Whether it is a convention: judged where a builder takes part in the house style.
    is_convention: bool = False
    #: Whether it judges step builders only, and no other code that makes steps.
    is_of_builders: bool = False
    #: Whether it looks at compiled steps only, so that it judges each step of a pipeline as well.
    judges_each_step: bool = False
    #: How it judges code that makes pipelines and is no step builder, where that differs; ``None``: as it stands.
    for_pipelines: Rule | None = None
    #: Why it judges nothing under a major version of the SDK, by version.
    not_under: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_static(self) -> bool:
        """Whether it has something to say without running the builder."""
        return all(map(is_static, self.required))

    @property
    def is_static_only(self) -> bool:
        """Whether running the builder adds nothing to what it has to say."""
        return all(map(is_static, self.required | self.optional))

    def judges(self, kind: SubjectKind) -> bool:
        """Whether it is for subjects of this kind: step builders, or other code that makes steps and pipelines.

        Conventions are those of step builders.
        """
        if kind is SubjectKind.BUILDER:
            return self.info.applies_to != PIPELINES
        needs = self.for_pipelines.required if self.for_pipelines is not None else self.required
        return not (self.is_convention or self.is_of_builders) and all(
            is_static(name) or is_of_pipelines(name) for name in needs
        )

    @property
    def documentation(self) -> str:
        """What it checks, why, how to fix and how to waive what it finds."""
        return self.info.documentation


#: Why rules about what SDK v3 does are not judged under v2.
ONLY_V3 = {2: "only SDK v3 does what the rule is about"}
#: Rules in the order of their declaration; `load_rules` gives them sorted.
_declared: dict[str, Rule] = {}


def rule(
    id: str,
    slug: str,
    *,
    severity: Severity = Severity.ERROR,
    weight: float | None = None,
    step_types: tuple[str, ...] = (),
    formerly: str = "",
    fixable: bool = False,
    convention: bool = False,
    each_step: bool = False,
    of_builders: bool = False,
    explained_by: tuple[str, ...] = (),
    explains: tuple[str, ...] = (),
    not_under: Mapping[int, str] | None = None,
) -> Callable[[RuleFunction], RuleFunction]:
    """Declare a function to be the rule `id`.

    The level is read off the first digit of `id`. The first line of the docstring is the title and completes the
    sentence "a builder …". A docstring without a paragraph "How to waive" gets the usual one. A rule without
    `step_types` judges every step type; `formerly` is the id that it had before, which goes on naming it. A rule that
    is `fixable` has proposals in `cursus_tester.fixing`. A `convention` is a house style: neither the SDK nor the
    service minds what it forbids. A rule that looks at nothing but compiled steps says `each_step`, and judges those of
    pipelines too (`cursus_tester.rules.each_step`). One that says `of_builders` judges step builders only. A finding
    that has the same `cause` as one of a rule in `explained_by`, or of a rule that `explains` this one, is shown with
    that one and does not count (`cursus_tester.results.explanations`). Under a major version of the SDK in `not_under`
    the rule does not apply, for the reason that stands there.

    Raises:
        RuleError: An id is taken or malformed, or the docstring is missing.
    """

    def declare(function: RuleFunction) -> RuleFunction:
        where = f"{function.__module__}.{function.__qualname__}"
        digits = id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits == id or digits[:1] not in _LEVEL_BY_HUNDRED:
            raise RuleError(f"{where}: rule id {id!r} must be capital letters and a number whose first digit is 1 to 4")
        for taken in _declared.values():
            other = f"{taken.function.__module__}.{taken.function.__qualname__}"
            for name in {id, formerly or id} & {*taken.info.ids}:
                if other != where:
                    raise RuleError(
                        f"{where}: rule id {name} is taken by {taken.function.__module__}; choose another number"
                    )
        required, optional = _evidence_of(function)
        documentation = inspect.getdoc(function)
        if not documentation:
            raise RuleError(f"{where}: rule {id} has no docstring; the docstring is its documentation")
        info = RuleInfo(
            id=id,
            slug=slug,
            title=documentation.splitlines()[0].rstrip("."),
            level=_LEVEL_BY_HUNDRED[digits[0]],
            severity=severity,
            weight=weight if weight is not None else (0.0 if severity is Severity.INFO else 1.0),
            documentation=_with_way_to_waive(id, documentation, required | optional),
            help_uri=_help_uri(id, slug, function),
            formerly=formerly,
            applies_to=_applies_to(step_types, required, optional),
            fixable=fixable,
            explained_by=explained_by,
            explains=explains,
        )
        _declared[id] = Rule(
            info=info,
            function=function,
            required=required,
            optional=optional,
            step_types=step_types,
            is_convention=convention,
            judges_each_step=each_step,
            is_of_builders=of_builders,
            not_under=not_under or {},
        )
        return function

    return declare


#: How rules judge pipelines, by id.
_for_pipelines: dict[str, RuleFunction] = {}


def for_pipelines(id: str) -> Callable[[RuleFunction], RuleFunction]:
    """Declare how the rule `id`, which is for step builders, judges the steps of a pipeline."""

    def declare(function: RuleFunction) -> RuleFunction:
        _for_pipelines[id] = function
        return function

    return declare


def _evidence_of(function: RuleFunction) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the evidence that a rule cannot do without, and of what it looks at where there is any."""
    parameters = inspect.signature(function).parameters.values()
    optional = frozenset(each.name for each in parameters if each.default is not inspect.Parameter.empty)
    return frozenset(each.name for each in parameters) - optional, optional


def _with_pipelines(each: Rule) -> Rule:
    function = _for_pipelines.get(each.info.id)
    if function is None and each.judges_each_step:
        function = of_each_step(each.function, each.step_types)
    if function is None:
        return each
    required, optional = _evidence_of(function)
    other = replace(each, function=function, required=required, optional=optional, step_types=())
    return replace(each, for_pipelines=other)


def _applies_to(step_types: tuple[str, ...], required: Set[str], optional: Set[str]) -> str:
    # A rule of a step type looks at pipelines beside builders where it may.
    if any(map(is_of_pipelines, required if step_types else required | optional)):
        return PIPELINES
    return f"{' and '.join(step_types)} steps" if step_types else ALL_STEP_TYPES


def _with_way_to_waive(id: str, documentation: str, evidence: Set[str]) -> str:
    if "\nHow to waive:" in documentation:
        return documentation
    comment = f'# cursus-tester: waive {id} reason="…" expires=YYYY-MM-DD'
    narrower = ' Add `scenario="…"` to waive one scenario only.' if "traces" in evidence else ""
    line = "the line of the function" if any(map(is_of_pipelines, evidence)) else "the class line"
    return f"{documentation}\n\nHow to waive: `{comment}` on {line}.{narrower}"


def _help_uri(id: str, slug: str, function: RuleFunction) -> str:
    """Where a rule of ours is documented; another distribution's rule has no page with us."""
    if not function.__module__.startswith("cursus_tester."):
        return ""
    return f"{_PAGE}#{id.lower()}-{slug}"


def declared_rule(function: RuleFunction) -> Rule:
    """The rule that `function` was declared to be.

    Raises:
        RuleError: It was not.
    """
    for each in _declared.values():
        if each.function is function:
            return each
    raise RuleError(f"{function!r} is no rule; declare it with @rule(id, slug)")


#: The rules that hold for any step type are in the packages below this one, one topic a module.
_OWN_PACKAGE = "cursus_tester.rules"


def _rule_packages() -> Iterator[str]:
    """The packages, or modules, that hold rules: those for any step type, then those of each pack."""
    for each in pkgutil.iter_modules(importlib.import_module(_OWN_PACKAGE).__path__, f"{_OWN_PACKAGE}."):
        if each.ispkg:
            yield each.name
    for pack in packs():
        yield from pack.rules


def _import_all(name: str) -> None:
    """Import a module; of a package, all modules at any depth."""
    module = importlib.import_module(name)
    for each in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}."):
        _import_all(each.name)


def load_rules() -> tuple[Rule, ...]:
    """Import every rule module, ours and those of other distributions, and return all rules sorted by id.

    Raises:
        RuleError: A rule or a pack is declared wrongly, or another distribution's module does not import.
    """
    try:
        packages = tuple(_rule_packages())
    except PackError as error:
        raise RuleError(str(error)) from error
    for package in packages:
        with _told(f"the rules {package} do not"):
            _import_all(package)
    for entry in sorted(metadata.entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: (entry.value, entry.name)):
        with _told(f"entry point {entry.name!r} of group {ENTRY_POINT_GROUP} ({entry.value}) does not"):
            entry.load()
    for each in _declared.values():
        _check_evidence(each)
        _check_explanations(each, ())
    return tuple(_with_pipelines(_declared[id]) for id in sorted(_declared))


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say what does not import; a rule that is declared wrongly says so itself."""
    try:
        yield
    except RuleError:
        raise
    except Exception as error:
        raise RuleError(
            f"{what} import: {type(error).__name__}: {error}; fix or uninstall the distribution that provides it"
        ) from error


def _check_evidence(rule: Rule) -> None:
    unknown = sorted((rule.required | rule.optional) - evidence_names())
    if unknown:
        where = f"{rule.function.__module__}.{rule.function.__qualname__}"
        known = ", ".join(sorted(evidence_names()))
        raise RuleError(f"{where}: parameter {unknown[0]!r} names no evidence; there is {known}")


def _check_explanations(rule: Rule, explained: tuple[str, ...]) -> None:
    """Raise where a rule explains one that there is not, or itself over others."""
    where = f"{rule.function.__module__}.{rule.function.__qualname__}"
    for name, ids in (("explained_by", rule.info.explained_by), ("explains", rule.info.explains)):
        for id in ids:
            if id not in _declared:
                raise RuleError(f"{where}: {name} names {id}, which is no rule; name a rule by the id that it has now")
    chain = (*explained, rule.info.id)
    for other in _declared.values():
        if other.info.id in rule.info.explained_by or rule.info.id in other.info.explains:
            if other.info.id in chain:
                circle = " by ".join((*chain, other.info.id))
                raise RuleError(f"{where}: rules explain each other in a circle, {circle}; leave one out")
            _check_explanations(other, chain)


def select_rules(rules: Iterable[Rule], select: Iterable[str], ignore: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules that `select` names by the beginning of an id (all, when empty) and `ignore` does not."""
    chosen, dropped = tuple(select), tuple(ignore)
    for each in rules:
        is_chosen = not chosen or any(map(each.info.begins_with, chosen))
        if is_chosen and not any(map(each.info.begins_with, dropped)):
            yield each


def present_ids(rules: Iterable[Rule]) -> dict[str, str]:
    """The id that a rule has, by every id that it has or had."""
    return {id: each.info.id for each in rules for id in each.info.ids}
