"""Which builders and pipelines do not load without settings, and which of the repository's own values mend that.

What is proposed is tried: a value under which the builder still does not load is not proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cursus_tester.initialization.candidates import call_arguments, config_class, config_factories
from cursus_tester.results.report import Report
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule
from cursus_tester.run.engine import Progress, check
from cursus_tester.settings.pipeline_settings import PipelineSettings
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.settings.settings import Settings
from cursus_tester.source.builder_source import read_source
from cursus_tester.source.modules import Module, read_module, running_location

#: The rules that say that something is missing.
RULES = ("SB100", "PL100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What the settings have to say so that everything loads, and what nobody but the team knows."""

    #: ``module:function`` by builder.
    configs: Mapping[str, str] = field(default_factory=dict)
    #: Arguments by ``module:function`` of what makes a pipeline.
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: What does not load all the same: one message each, with the way out.
    left: tuple[str, ...] = ()


def find_needs(
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    options: RunOptions,
    modules: Sequence[Module],
    top: str,
    on_progress: Progress | None = None,
) -> Needs:
    """Run the subjects, and those again that do not load, with each value that the repository itself has for them.

    Args:
        subjects: The builders and pipelines.
        rules: All rules.
        options: How builders are run, with the settings that hold.
        modules: The repository's files.
        top: The folder of the settings file, absolute.
        on_progress: Called after each subject of the first run.

    Raises:
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
    """
    asked = [rule for rule in rules if rule.info.id in RULES]
    report = check(subjects, asked, options, on_progress=on_progress)
    failing = [subject for subject in subjects if subject.id in _failing(report)]
    configs, arguments, mended = dict[str, str](), dict[str, Mapping[str, Any]](), set[str]()
    for subject in failing:
        name = f"{running_location(read_module(subject.file), options.settings.import_root).name}:{subject.name}"
        for settings in _proposals(subject, name, options.settings, modules, top):
            if not _failing(check([subject], asked, replace(options, settings=settings))):
                mended.add(subject.id)
                configs |= {name: settings.configs[name]} if subject.is_builder else {}
                arguments |= {} if subject.is_builder else {name: settings.pipelines[name].arguments}
                break
    return Needs(configs=configs, arguments=arguments, left=tuple(_left(report, mended)))


def _failing(report: Report) -> frozenset[str]:
    return frozenset(card.subject.id for card in report.scorecards if any(each.findings for each in card.outcomes))


def _proposals(
    subject: Subject, name: str, settings: Settings, modules: Sequence[Module], top: str
) -> Iterable[Settings]:
    """The settings with each value that the repository has for a subject; none where the settings have one."""
    if subject.is_builder:
        wanted = config_class(read_source(subject))
        if not wanted or name in settings.configs:
            return
        for factory in config_factories(wanted, modules, top, settings.import_root):
            yield replace(settings, configs={**settings.configs, name: factory}, folder=top)
    elif subject.name and name not in settings.pipelines:
        for given in call_arguments(subject.name.rpartition(".")[2], modules):
            yield replace(
                settings, pipelines={**settings.pipelines, name: PipelineSettings(arguments=given)}, folder=top
            )


def _left(report: Report, mended: set[str]) -> Iterable[str]:
    for card in report.scorecards:
        if card.subject.id not in mended:
            for finding in (finding for outcome in card.outcomes for finding in outcome.findings):
                yield f"{finding.place}: {finding.message}; {finding.hint}"
