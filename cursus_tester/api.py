"""The Python interface: the same checks as on the command line, with a typed report as the result.

What an argument leaves out the settings say, ``[tool.cursus-tester]``, else their defaults.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cursus_tester.results.report import Report
from cursus_tester.results.rule import FailOn
from cursus_tester.run import checking, planning
from cursus_tester.run.planning import CheckRequest, Plan, Unable
from cursus_tester.settings.run_options import RunOptions

if TYPE_CHECKING:
    from cursus_tester.evidence.imported_builder import ImportedBuilder

#: Ids of rules or prefixes of ids: one text, or several, each with one or several by comma.
RuleNames = str | Iterable[str]


def check_paths(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    select: RuleNames = (),
    ignore: RuleNames = (),
    static: bool = False,
    fail_on: FailOn | str | None = None,
    import_root: str | None = None,
    jobs: int | None = None,
    timeout: float | None = None,
    memory_limit: int | None = None,
    thorough: bool | None = None,
    cache_folder: str | None = None,
) -> Report:
    """Check every builder in `paths`, as `cursus-tester check` does: each in a process of its own.

    Args:
        paths: Files, folders or ``file.py::Class``, relative to the working directory.
        select: Only rules with these ids or prefixes of ids.
        ignore: No rules with these.
        static: Run none of the code; rules that need it run are not applicable.
        fail_on: What blocks: ``"error"``, ``"warning"`` or ``"never"``.
        import_root: The folder that builders are imported from; by default the one above their topmost package.
        jobs: Builders run at a time; ``None``: one a processor.
        timeout: Seconds for one builder's scenarios together.
        memory_limit: Bytes of memory for one builder, beyond what the SDK has.
        thorough: Whether every three changes meet in some scenario, and not only every two.
        cache_folder: Where scorecards are looked up and kept; ``None``: nowhere.

    Raises:
        cursus_tester.Unable: Something about the request or the settings is wrong, or builders cannot be run.
        ValueError: `fail_on` is none of these.
    """
    several = [os.fspath(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
    if not several:
        raise Unable("check_paths: there are no paths; name files or folders")
    planned = plan(
        CheckRequest(
            overrides={
                "paths": several,
                "select": rule_names(select),
                "ignore": rule_names(ignore),
                "fail_on": _fail_on(fail_on),
                "import_root": import_root,
                "timeout": timeout,
                "memory_limit": memory_limit,
                "thorough": thorough,
            },
            options=RunOptions(static=static, jobs=jobs),
        )
    )
    return run(planned, cache_folder=cache_folder)


def check_builder(
    builder: Callable[..., Any],
    *,
    config: Any = None,
    select: RuleNames = (),
    ignore: RuleNames = (),
    static: bool = False,
    fail_on: FailOn | str | None = None,
    timeout: float | None = None,
    memory_limit: int | None = None,
    thorough: bool | None = None,
) -> Report:
    """Check one builder as this process has it, in forks of this process.

    What importing its module does is over and not judged. A function that returns a step is no builder that could be
    put into scenarios: the static rules judge it, and the others say that they do not apply.

    Args:
        builder: A class at the top level of a module, or such a function.
        config: The config object that the class gets, of which scenarios change copies; ``None``: it is generated, or
            comes from the factory that the settings name.
        select: Only rules with these ids or prefixes of ids.
        ignore: No rules with these.
        static: Run none of the builder's code.
        fail_on: What blocks: ``"error"``, ``"warning"`` or ``"never"``.
        timeout: Seconds for all scenarios together.
        memory_limit: Bytes of memory, beyond what this process has.
        thorough: Whether every three changes meet in some scenario, and not only every two.

    Raises:
        TypeError: `builder` is neither a class nor a function, or is a function and gets a config.
        cursus_tester.Unable: Its source cannot be found, something about the request is wrong, or it cannot be run.
        ValueError: `fail_on` is none of these.
    """
    if config is not None and not inspect.isclass(builder):
        raise TypeError(f"check_builder: {builder!r} is no class; only a class gets a config")
    planned = plan(
        CheckRequest(
            overrides={
                "paths": [place_of(builder)],
                "select": rule_names(select),
                "ignore": rule_names(ignore),
                "fail_on": _fail_on(fail_on),
                "timeout": timeout,
                "memory_limit": memory_limit,
                "thorough": thorough,
            },
            options=RunOptions(static=static),
        )
    )
    from cursus_tester.evidence.imported_builder import GENERATED_CONFIG, ImportedBuilder

    imported = {}
    if inspect.isclass(builder):
        (subject,) = planned.subjects
        imported[subject.id] = ImportedBuilder(cls=builder, config=GENERATED_CONFIG if config is None else config)
    return run(planned, imported=imported)


def plan(request: CheckRequest) -> Plan:
    """Find the rules and the builders of `request`.

    Raises:
        Unable: Anything is wrong with it.
    """
    planned = planning.plan(request)
    if planned.problems:
        raise Unable(*planned.problems)
    return planned


def run(
    planned: Plan,
    *,
    imported: Mapping[str, ImportedBuilder] | None = None,
    cache_folder: str | None = None,
) -> Report:
    """Check what was planned, as `checking.run` does; scorecards are kept in `cache_folder`, with ``None`` nowhere.

    Raises:
        Unable: Builders cannot be run at all.
    """
    from cursus_tester.run.cache import open_store
    from cursus_tester.workers.launching import ProbeError

    cache = checking.scorecards_of(planned, open_store(cache_folder) if cache_folder is not None else None)
    try:
        return checking.run(planned, imported=imported, cache=cache)
    except ProbeError as error:
        raise Unable(str(error)) from error


def place_of(builder: Callable[..., Any]) -> str:
    """``file.py::Class`` of a class or function.

    Raises:
        TypeError: It is neither.
        Unable: It has no place in a file that can be named.
    """
    if not (inspect.isclass(builder) or inspect.isfunction(builder)):
        raise TypeError(
            f"check_builder: expected a step builder class or a function that returns a step, found {builder!r}; "
            "give the class itself, not an object of it"
        )
    name = f"{builder.__module__}.{builder.__qualname__}"
    if builder.__qualname__ != builder.__name__:
        raise Unable(f"{name}: is defined inside another definition; move it to the top level of its module")
    try:
        file = inspect.getsourcefile(builder)
    except TypeError:
        file = None
    if file is None or not os.path.isfile(file):
        raise Unable(f"{name}: its source is in no file, and rules read the source; define it in a module")
    return f"{os.path.relpath(file)}::{builder.__name__}"


def rule_names(given: RuleNames) -> tuple[str, ...]:
    """Names of rules as a tuple."""
    return (given,) if isinstance(given, str) else tuple(given)


def _fail_on(given: FailOn | str | None) -> FailOn | None:
    return FailOn(given) if given is not None else None
