"""How often the code of a pipeline is run, and what is different each time."""

from __future__ import annotations

from dataclasses import replace

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import REGIONS_OF_PIPELINES
from cursus_tester.evidence.pipelines import ANOTHER_REGION, BUILT_AGAIN, OTHER_DEFAULTS
from cursus_tester.evidence.scenario import ANOTHER_TIME, Route, Scenario, SessionKind, SourceKind
from cursus_tester.probe.job import Job
from cursus_tester.probe.pipelines.regions import own_region
from cursus_tester.results.finding import PLAIN_SCENARIO
from cursus_tester.sdk.installed import sdk


def facts_of(job: Job) -> Builder:
    """What is known of the code before it runs: how often it does."""
    assert job.pipeline is not None
    first = replace(_BASELINE, region=own_region(job.pipeline.file))
    other = next(each for each in REGIONS_OF_PIPELINES if each != first.region)
    scenarios = (
        first,
        replace(first, name=BUILT_AGAIN, clock_ahead=ANOTHER_TIME),
        replace(first, name=OTHER_DEFAULTS, has_other_defaults=True),
        replace(first, name=ANOTHER_REGION, region=other),
    )
    return Builder(scenarios=job.only or scenarios, sdk_version=sdk().version)


_BASELINE = Scenario(
    name=PLAIN_SCENARIO,
    session=SessionKind.PIPELINE_SESSION,
    source=SourceKind.LITERAL,
    source_name="",
    input_name="",
    route=Route.KEYWORD,
    region=DEFAULT_REGION,
)
