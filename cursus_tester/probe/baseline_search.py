"""Find a baseline that the builder accepts: a builder may refuse a config or source only when it makes its step."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cursus_tester.configs.fields import Field
from cursus_tester.configs.generation import field_named_in_text, field_of_value_in
from cursus_tester.evidence.builder import ASKED, OPTIONAL, SILENT_STEPS
from cursus_tester.evidence.field_names import INSTANCE_FIELDS
from cursus_tester.evidence.interface import ALWAYS_REQUIRED
from cursus_tester.evidence.scenario import Route, Scenario, SourceKind, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.account import Account
from cursus_tester.probe.builder_target import BuilderTarget, Loaded
from cursus_tester.probe.leftovers import without_leftovers
from cursus_tester.probe.loading import STEPS, VALUES, reload
from cursus_tester.probe.optional_inputs import looked_up, optional_inputs
from cursus_tester.probe.scenario_run import run_scenario
from cursus_tester.sdk.names import NO_PROCESSOR

#: The most other configs to try.
_MAX_TRIES = 8


def find_baseline(
    loaded: Loaded, target: BuilderTarget, account: Account, team_code: TeamCode, folder: str
) -> tuple[Loaded, Trace]:
    """Run the baseline. Where the builder refuses a generated value, try another value.

    One that finds nothing in what a pipeline step yields gets steps that say what they do; one that refuses it, as it
    must where the SDK could not deploy that, an ``s3://`` URI.

    Returns:
        The builder with a config that it accepts, and its baseline; those of the first config where it accepts none.
    """

    def run(current: Loaded, scenario: Scenario) -> Trace:
        with without_leftovers(folder):
            return run_scenario(current, scenario, account, team_code)

    first = loaded, run(loaded, loaded.facts.scenarios[0])
    current, baseline = first
    for _ in range(_MAX_TRIES):
        refused = _refused_values(current, baseline, run)
        asked = _asked_inputs(current, baseline, run)
        if asked:
            known = current.facts.refused_values
            refused = {**known, ASKED: (*known.get(ASKED, ()), *asked)}
        if not refused:
            found = first if _was_no_help(current, baseline, first[1]) else (current, baseline)
            optional = optional_inputs(*found, run)
            known = found[0].facts.refused_values
            other = (
                reload(found[0], target, account, team_code, folder, {**known, OPTIONAL: optional})
                if optional
                else None
            )
            return (other, run(other, other.facts.scenarios[0])) if other is not None else found
        other = reload(current, target, account, team_code, folder, refused)
        if other is None:
            break
        current, baseline = other, run(other, other.facts.scenarios[0])
    return first


def _asked_inputs(loaded: Loaded, baseline: Trace, run: Callable[[Loaded, Scenario], Trace]) -> tuple[str, ...]:
    """Inputs that a builder asks for, in the baseline or where it is handed model data, though nothing declares any."""
    specification = loaded.facts.specification
    if specification is not None and specification.dependencies:
        return ()
    if baseline.problem is not None:
        return _asks(loaded, baseline, run)
    by_value = (each for each in loaded.facts.scenarios if each.source is SourceKind.LITERAL and not each.is_flawed)
    first = next((each for each in by_value if each.route is not Route.DEPENDENCIES and not each.rival_source), None)
    return _asks(loaded, run(loaded, first), run) if first is not None and loaded.mentioned else ()


def _asks(loaded: Loaded, refused: Trace, run: Callable[[Loaded, Scenario], Trace]) -> tuple[str, ...]:
    """The inputs that a refusal or a ``KeyError`` names, beside those that are given and the fields of the config.

    A name that is an English word, too, counts without quotes where the builder has looked it up among its inputs, else
    only where the message has none in quotes or with an underscore: what was given in vain is taken back.
    """
    problem = refused.problem
    if problem is None or problem.stage is not Stage.CREATE_STEP:
        return ()
    if not problem.is_refusal and problem.exception != "KeyError":
        return ()
    fields = {each.name for each in loaded.facts.config_fields}
    given = {name for each in loaded.facts.scenarios[:1] for name, *_ in ((each.input_name,), *each.other_inputs)}
    if any(_quotes(problem, str(name)) for name in given if name):
        # It does not find what it is given: how it is given decides.
        return ()
    own = getattr(loaded.cls, "__name__", "")
    names = [name for name in loaded.mentioned if name not in fields | given and not _is_of_step(name, own)]
    said = [name for name in names if _names(problem, name)]
    certain = [name for name in said if "_" in name or _quotes(problem, name)]
    if certain:
        return tuple(certain)
    found = [name for name in looked_up(loaded, refused.scenario, run) if name not in fields | given]
    read = [name for name in found if _names(problem, name)]
    return tuple(read or (name for name in said if len(name) > 2))


def _is_of_step(name: str, builder: str) -> bool:
    """Whether a text is what the builder calls its step, and so itself in its messages."""
    return name[:1].isupper() and name in builder


def _quotes(problem: Problem, name: str) -> bool:
    return re.search(rf"""['"`]{re.escape(name)}['"`]""", problem.message) is not None


def _names(problem: Problem, name: str) -> bool:
    return re.search(rf"(?<![\w.]){name}(?!\w)", problem.message) is not None


def _was_no_help(current: Loaded, baseline: Trace, first: Trace) -> bool:
    """Whether the replacement of the first baseline failed too, for a reason that the first one did not name."""
    problem, refused = baseline.problem, current.facts.refused_values
    if problem is None:
        return False
    if SILENT_STEPS in refused and STEPS not in refused:
        return str(problem) == str(first.problem)
    if ASKED in refused and VALUES not in refused:
        # One that now stumbles over something else has got what it asked for.
        return problem.is_refusal
    if VALUES in refused:
        return True
    stumbled = first.problem is not None and not first.problem.is_refusal
    return stumbled or STEPS in refused


def _refused_values(
    loaded: Loaded, baseline: Trace, run: Callable[[Loaded, Scenario], Trace]
) -> Mapping[str, tuple[str, ...]]:
    """The values not to try again; empty where the builder refused no value that has alternatives."""
    problem, made = baseline.problem, loaded.configuration
    if problem is None or made is None or problem.stage not in (Stage.CREATE_STEP, Stage.COMPILE):
        return {}
    known = loaded.facts.refused_values
    empty = {each.name: each.default for each in made.fields if _is_empty(each) and each.name not in made.values}
    machine = next((name for name in made.open_fields if name in INSTANCE_FIELDS), None)
    if machine is not None and NO_PROCESSOR in problem.message:
        # The framework has images for other machines: HuggingFace trains on GPUs only (2.257.7).
        return {**known, machine: (*known.get(machine, ()), repr(made.values.get(machine)))}
    if not (problem.is_refusal or _misses_input(problem, baseline.scenario)):
        named = field_of_value_in(problem.message, {name: made.values.get(name) for name in made.open_fields})
        if named is not None:
            # The SDK has something against a generated value, and quotes it.
            return {**known, named: (*known.get(named, ()), repr(made.values.get(named)))}
        # A builder that does not check its config fails on a field that is empty by default.
        needed = {name: (repr(default),) for name, default in empty.items() if name in ALWAYS_REQUIRED}
        return {**known, **needed} if needed else {}
    if problem.stage is Stage.COMPILE:
        return {}
    name = field_named_in_text(problem.message, (*made.open_fields, *empty))
    if name is not None:
        return {**known, name: (*known.get(name, ()), repr(made.values.get(name, empty.get(name))))}
    if not baseline.scenario.source.is_step:
        return {**known, VALUES: ()} if STEPS not in known and VALUES not in known else {}
    if VALUES in known:
        return {}
    if SILENT_STEPS not in known and loaded.facts.specification is not None and _finds_nothing(loaded, baseline, run):
        return {**known, SILENT_STEPS: ()}
    return {**known, STEPS: (baseline.scenario.source.value,)}


def _misses_input(problem: Problem, scenario: Scenario) -> bool:
    """Whether a builder fails because it does not find its input, though it is given one."""
    return problem.exception == "KeyError" and bool(scenario.input_name) and _names(problem, scenario.input_name)


def _finds_nothing(loaded: Loaded, baseline: Trace, run: Callable[[Loaded, Scenario], Trace]) -> bool:
    """Whether the builder fails on a step's output in the same way as without any input."""
    name = baseline.scenario.input_name
    absent = (each for each in loaded.facts.scenarios if each.missing == "absent" and each.input_name == name)
    return any(str(run(loaded, each).problem) == str(baseline.problem) for each in absent)


def _is_empty(field: Field) -> bool:
    return not field.required and field.default in (None, "")
