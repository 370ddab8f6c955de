"""SB313: a step that can cache does so when it is asked to, and only then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.names import CACHE_CONFIG
from cursus_tester.step_pack import StepPack

#: A duration of ISO 8601: ``P30D``, ``PT1H``, ``P4DT1H``. The SDK's documentation of `CacheConfig` (2.257.7) also has
#: ``p30d`` and ``T12H``: small letters, and a ``P`` that is left out, are no mistake.
_DURATION = re.compile(
    r"(?=.*\d)P?(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T?(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?", re.IGNORECASE
)


@rule("SB313", "caching-honoured")
def caching_honoured(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Caches its step when the caller asks for it, and only then.

    What it checks: for a job, `enable_caching=True` gives the step an enabled `CacheConfig` in the compiled definition,
    and for any step type that can cache, `enable_caching=False` gives it none. What is not cached without being asked
    for is not cached under another config either. The time after which a result expires is
    a duration of ISO 8601, such as `P30D`, or one that lacks the `P`, as in the SDK's own examples.

    Why: without the cache each run of the pipeline pays for the job again; with one that nobody asked for, a run takes
    an old result. The SDK (2.257.7) passes any text on as the duration, and the service rejects the pipeline.

    How to fix: `cache_config=CacheConfig(enable_caching=True, expire_after="P30D") if enable_caching else None`.
    """
    if not pack.can_cache:
        raise NotApplicable(f"a {pack.name} step has no cache")
    compiled = traces.compiled()
    judged, base = False, traces.baseline
    usual = _cache(base) if base is not None and base.request is not None else None
    for trace in compiled:
        config, asked = _cache(trace), trace.scenario.enable_caching
        judged = judged or asked is not None or bool(config)
        problem = ""
        # What a function answers may be another thing each time; a job is worth keeping.
        if asked is True and not config.get("Enabled") and pack.operation is not None and not pack.is_generic:
            problem = f"with enable_caching=True the compiled step has no enabled {CACHE_CONFIG}"
        elif asked is False and config.get("Enabled"):
            problem = f"with enable_caching=False the compiled step has an enabled {CACHE_CONFIG}"
        elif asked is None and config.get("Enabled") and usual is not None and not usual.get("Enabled"):
            problem = f"nobody asks for caching, and here the compiled step has an enabled {CACHE_CONFIG}"
        expires = config.get("ExpireAfter")
        if isinstance(expires, str) and not _DURATION.fullmatch(expires):
            problem = f"the cache expires after {expires!r}, which is no duration of ISO 8601 such as 'P30D'"
        if problem:
            yield Finding(
                message=problem,
                hint=f'pass cache_config={CACHE_CONFIG}(enable_caching=True, expire_after="P30D") to the step where '
                "enable_caching is true, and none where it is not",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
    if not judged:
        raise NotApplicable("create_step takes no keyword enable_caching (see SB106), and the step has no cache")


@for_pipelines("SB313")
def expiry_valid(pipeline: Pipelines) -> Iterator[Finding]:
    """The results that steps of a pipeline keep expire after a duration."""
    found = [
        (defined, step, expires)
        for defined in pipeline.compiled()
        for step in defined.steps
        if isinstance(config := step.entry.get(CACHE_CONFIG), Mapping)
        and isinstance(expires := config.get("ExpireAfter"), str)
    ]
    if not found:
        raise NotApplicable("no step keeps its result for a limited time")
    for defined, step, expires in found:
        if not _DURATION.fullmatch(expires):
            yield Finding(
                message=f"{step.name}: the cache expires after {expires!r}, which is no duration of ISO 8601 such as "
                "'P30D'",
                hint=f'pass {CACHE_CONFIG}(enable_caching=True, expire_after="P30D")',
                place=defined.place_of(step.name),
                scenario=PLAIN_SCENARIO,
            )


def _cache(trace: Trace) -> Mapping[str, Any]:
    found = (trace.definition_step or {}).get(CACHE_CONFIG)
    return found if isinstance(found, Mapping) else {}
