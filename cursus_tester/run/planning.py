"""Plan a check: find the rules, the builders and the settings that a request asks for. Nothing is run for it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cursus_tester.decisions.applying import Grounds, coverage_of
from cursus_tester.decisions.stored_baseline import StoredBaseline, Unreadable, load_baseline
from cursus_tester.files import dependencies
from cursus_tester.results.report import Shard
from cursus_tester.results.subject import Subject
from cursus_tester.rules.catalogue import choose_rules, split_names
from cursus_tester.rules.registry import Rule, load_rules, present_ids
from cursus_tester.run.run_settings import mistakes, overruled, with_severities
from cursus_tester.sdk.distribution import installed_sdk, installed_version
from cursus_tester.settings.reading import SettingsError, read_settings
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.settings.settings import Settings
from cursus_tester.source.discovery import Discovery, find_subjects
from cursus_tester.source.sdk_major import is_named, not_run, of_another_major

if TYPE_CHECKING:
    from cursus_tester.run.cache import Store
    from cursus_tester.run.readers import Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What is to be checked, by which rules, and how."""

    #: What holds in place of the settings: values by the field of `Settings`. ``None`` and empty lists say nothing.
    #: In ``select`` and ``ignore``, each value is one or several ids by comma.
    overrides: Mapping[str, Any] = field(default_factory=dict)
    #: How builders are run, beside what the settings say of it.
    options: RunOptions = field(default_factory=RunOptions)
    #: The day by which waivers are judged; ``None``: today by the clock.
    today: datetime.date | None = None
    #: Which part of the builders is checked; ``None``: all of them.
    shard: Shard | None = None

    def replaced(self, **overrides: Any) -> CheckRequest:
        """The request with other values in place of the settings."""
        return replace(self, overrides={**self.overrides, **overrides})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a request comes to, before anything is run."""

    rules: tuple[Rule, ...] = ()
    #: What is checked, sorted by id.
    subjects: tuple[Subject, ...] = ()
    #: What there is, sorted by id: also the subjects of other shards.
    discovered: tuple[Subject, ...] = ()
    shard: Shard | None = None
    #: How builders are run. Its settings are those of the file, with what the request said in their place.
    options: RunOptions
    #: What is wrong with the request: one message each, with the way out. The rest can be checked all the same.
    problems: tuple[str, ...] = ()
    #: What was met in a folder and is not checked, as it is written for another SDK: one message each.
    left_out: tuple[str, ...] = ()
    #: What was met and is nothing to check: one message each.
    remarks: tuple[str, ...] = ()
    #: What decisions rest on; it knows of all that was found, also where fewer `subjects` are checked.
    grounds: Grounds
    #: Who has read what is only read; ``None``: who judges it reads it.
    readers: Readers | None = field(default=None, compare=False, repr=False)

    @property
    def settings(self) -> Settings:
        """Those that hold."""
        return self.options.settings

    def with_settings(self, settings: Settings) -> Plan:
        """The plan under other settings."""
        return replace(self, options=replace(self.options, settings=settings))


class Unable(Exception):
    """Nothing can be checked; `problems` says why, one message each, with the way out."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def plan(request: CheckRequest, store: Store | None = None, *, reads_ahead: bool = False) -> Plan:
    """Find the rules and the builders that `request` asks for. Runs none of the code that is to be checked.

    Args:
        request: What is asked for.
        store: Where it is kept what files hold; ``None``: nothing is looked up and nothing is kept.
        reads_ahead: Whether what is only read is read by processes that are to judge it next.

    Raises:
        Unable: There is no rule to check by, or the settings cannot be used.
    """
    known, today = load_rules(), request.today or datetime.date.today()
    standing = _standing_settings(known, today)
    settings = overruled(standing, _values(request))
    select, ignore = (request.overrides.get(name) or () for name in ("select", "ignore"))
    rules, problems = choose_rules(known, select, ignore, settings=standing)
    if not rules:
        raise Unable(*(problems or [_no_rule(settings)]))
    if "import_root" in settings.origins and not os.path.isdir(settings.import_root):
        origin = settings.origins["import_root"]
        said = origin if origin.startswith("--") else f"{origin}: import-root"
        raise Unable(*problems, f"{said} {settings.import_root}: no such folder; check the path")
    if "" in settings.paths:
        raise Unable(*problems, "'': an empty text is no path; name a file or a folder, such as . for this one")
    if settings.import_root:
        dependencies.record(settings.import_root)
    paths = settings.paths or (".",)
    rules, options = with_severities(rules, settings.severity), replace(request.options, settings=settings)
    discovery, readers = _found(paths, rules, options, store, reads_ahead=reads_ahead and options.static)
    sdk = installed_version()
    others = of_another_major(discovery.subjects, discovery.majors, sdk, static=request.options.static)
    subjects = tuple(each for each in discovery.subjects if each.file not in others)
    meant = {file: major for file, major in others.items() if not subjects or is_named(file, paths)}
    met = {file: major for file, major in others.items() if file not in meant}
    return Plan(
        rules=rules,
        subjects=in_shard(subjects, request.shard),
        discovered=subjects,
        shard=request.shard,
        options=options,
        readers=readers,
        problems=(*problems, *discovery.problems, *not_run(meant, installed_sdk())),
        left_out=not_run(met, installed_sdk()),
        remarks=discovery.remarks,
        grounds=Grounds(
            today=today,
            rule_ids=present_ids(known),
            coverage=coverage_of(settings, subjects, standing.paths),
            baseline=_baseline(settings, known),
        ),
    )


def _found(
    paths: Sequence[str], rules: Sequence[Rule], options: RunOptions, store: Store | None, *, reads_ahead: bool
) -> tuple[Discovery, Readers | None]:
    """What there is, and who has read it where they are to judge it."""
    settings = options.settings
    if store is None and not reads_ahead:
        return find_subjects(paths, settings.leaves_out, settings.import_root), None
    from cursus_tester.run.kept_summaries import KeptSummaries
    from cursus_tester.run.readers import Readers

    readers = Readers(rules, options if reads_ahead else replace(options, jobs=1), keeps=store is not None)
    summaries = KeptSummaries(store, settings.import_root, readers)
    found = find_subjects(paths, settings.leaves_out, settings.import_root, summaries)
    summaries.finish()
    return found, readers if reads_ahead else None


def _no_rule(settings: Settings) -> str:
    origins = (settings.origins.get(name, "") for name in ("select", "ignore"))
    said = sorted({part for origin in origins for part in origin.split(", ") if part})
    if all(each.startswith("--") for each in said):
        return "--select and --ignore leave no rule; see `cursus-tester rules`"
    return f"select and ignore ({', '.join(said)}) leave no rule; see `cursus-tester rules`"


def _baseline(settings: Settings, rules: Sequence[Rule]) -> StoredBaseline | None:
    try:
        return load_baseline(settings.baseline, present_ids(rules)) if settings.baseline else None
    except Unreadable as error:
        raise Unable(str(error)) from error


def in_shard(subjects: Sequence[Subject], shard: Shard | None) -> tuple[Subject, ...]:
    """The subjects of one shard: every `count`-th by id, so that shards differ in size by one at most."""
    ordered = sorted(subjects, key=lambda subject: subject.id)
    return tuple(ordered if shard is None else ordered[shard.index - 1 :: shard.count])


def settings_for(request: CheckRequest) -> Settings:
    """The settings that hold for `request`.

    Raises:
        Unable: The settings file cannot be used.
    """
    return overruled(_standing_settings(load_rules(), request.today or datetime.date.today()), _values(request))


def _standing_settings(rules: Sequence[Rule], today: datetime.date) -> Settings:
    """The settings of the file; all that is wrong with them is told at once."""
    try:
        settings, problems = read_settings(os.getcwd()), list[str]()
    except SettingsError as error:
        settings, problems = error.settings, list(error.problems)
    problems += mistakes(settings, rules, today)
    if problems:
        raise Unable(*problems)
    return settings


def _values(request: CheckRequest) -> dict[str, Any]:
    """What a request says in place of the settings, as `Settings` has it."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in request.overrides.items()}
    return {**values, **{name: tuple(split_names(values.get(name) or ())) for name in ("select", "ignore")}}
