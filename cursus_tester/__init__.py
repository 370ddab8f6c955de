"""A conformance tester for SageMaker Pipelines step builders.

    from cursus_tester import check_builder
    check_builder(ChurnModelStepBuilder, config=my_config).raise_for_findings()

Importing this package imports nothing else: each name is fetched when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cursus_tester.api import check_builder, check_paths
    from cursus_tester.evidence.unavailable import Blocked, NotApplicable
    from cursus_tester.results.finding import Finding
    from cursus_tester.results.outcome import Outcome, OutcomeKind
    from cursus_tester.results.report import ConformanceError, ConformanceWarning, Report
    from cursus_tester.results.rule import FailOn, Level, Severity
    from cursus_tester.results.scorecard import Scorecard
    from cursus_tester.results.subject import Place
    from cursus_tester.rules.registry import rule
    from cursus_tester.run.planning import Unable
    from cursus_tester.testing import conformance_config, parametrize_builders, run_rule
    from cursus_tester.version import __version__ as __version__

__all__ = [
    "Blocked",
    "ConformanceError",
    "ConformanceWarning",
    "FailOn",
    "Finding",
    "Level",
    "NotApplicable",
    "Outcome",
    "OutcomeKind",
    "Place",
    "Report",
    "Scorecard",
    "Severity",
    "Unable",
    "check_builder",
    "check_paths",
    "conformance_config",
    "parametrize_builders",
    "rule",
    "run_rule",
]

_MODULE_OF = {
    **dict.fromkeys(("check_builder", "check_paths"), "cursus_tester.api"),
    **dict.fromkeys(("Blocked", "NotApplicable"), "cursus_tester.evidence.unavailable"),
    **dict.fromkeys(("conformance_config", "parametrize_builders", "run_rule"), "cursus_tester.testing"),
    **dict.fromkeys(("Finding",), "cursus_tester.results.finding"),
    **dict.fromkeys(("Outcome", "OutcomeKind"), "cursus_tester.results.outcome"),
    **dict.fromkeys(("ConformanceError", "ConformanceWarning", "Report"), "cursus_tester.results.report"),
    **dict.fromkeys(("FailOn", "Level", "Severity"), "cursus_tester.results.rule"),
    "Place": "cursus_tester.results.subject",
    "Scorecard": "cursus_tester.results.scorecard",
    "__version__": "cursus_tester.version",
    "Unable": "cursus_tester.run.planning",
    "rule": "cursus_tester.rules.registry",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
