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
    from cursus_tester.checking import Unable
    from cursus_tester.evidence.absent import Blocked, NotApplicable
    from cursus_tester.model import (
        ConformanceError,
        ConformanceWarning,
        FailOn,
        Finding,
        Level,
        Outcome,
        OutcomeKind,
        Place,
        Report,
        Scorecard,
        Severity,
    )
    from cursus_tester.rules.registry import rule
    from cursus_tester.testing import conformance_config, parametrize_builders, run_rule

__version__ = "0.1.0"

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
    **dict.fromkeys(("Blocked", "NotApplicable"), "cursus_tester.evidence.absent"),
    **dict.fromkeys(("conformance_config", "parametrize_builders", "run_rule"), "cursus_tester.testing"),
    "Unable": "cursus_tester.checking",
    "rule": "cursus_tester.rules.registry",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULE_OF.get(name, "cursus_tester.model")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
