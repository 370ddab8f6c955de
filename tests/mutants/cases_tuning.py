"""Mutants of the builder of tuning steps."""

from __future__ import annotations

from tests.mutants.declare import Mutant

BUILDER = "builders/xgboost_tuning.py"

# What stands in the reference builder, each exactly once in its file.
_TUNER = "self._create_tuner(self._create_estimator())\n"
_ARGUMENTS = "            **self._get_estimator_arguments(),\n"
_DEFERRED = "if self._is_deferred else"
# Both: the SDK (2.257.7) refuses one without the other.
_NO_NETWORK = '"subnets": None, "security_group_ids": None'


def _tuner(name: str, change: str) -> Mutant:
    """A search with an attribute of the tuner changed."""
    return Mutant(
        name=name,
        file=BUILDER,
        replace=((_TUNER, f"{_TUNER}        {change}\n"),),
        rules=(name.partition(":")[0],) if " twin" not in name else (),
    )


_INTEGERS = 'tuner._hyperparameter_ranges["max_depth"] = __import__("sagemaker.tuner").tuner.IntegerParameter'

MUTANTS = (
    _tuner("TU301: an objective that nothing measures", 'tuner.objective_metric_name = "validation:auc"'),
    _tuner("TU301: an objective of a type that the service does not know", 'tuner.objective_type = "minimize"'),
    _tuner("TU301 twin: an objective to be maximized", 'tuner.objective_type = "Maximize"'),
    _tuner("TU302: a range that ends where it begins", f"{_INTEGERS}(8, 8)"),
    _tuner("TU302: an integer range of fractions", f"{_INTEGERS}(1.5, 8)"),
    _tuner("TU302: a grid of continuous ranges", 'tuner.strategy = "Grid"'),
    _tuner("TU302: more jobs at a time than in all", "tuner.max_jobs, tuner.max_parallel_jobs = 2, 4"),
    _tuner("TU302 twin: an integer range", f"{_INTEGERS}(2, 8)"),
    _tuner(
        "TR303: a search on spot instances waits too short",
        "tuner.estimator.use_spot_instances, tuner.estimator.max_wait = True, 60",
    ),
    _tuner(
        "TR303 twin: a search waits long",
        "tuner.estimator.use_spot_instances, tuner.estimator.max_wait = True, 172_800",
    ),
    Mutant(
        name="TU303: a hyperparameter is set and tuned",
        file=BUILDER,
        replace=(
            (
                _ARGUMENTS,
                '            **{**self._get_estimator_arguments(), "hyperparameters": {"learning_rate": 0.2}},\n',
            ),
        ),
        rules=("TU303",),
    ),
    Mutant(
        name="TU303 twin: another hyperparameter is set",
        file=BUILDER,
        replace=((_ARGUMENTS, '            **{**self._get_estimator_arguments(), "hyperparameters": {"seed": 7}},\n'),),
        rules=(),
    ),
    Mutant(
        name="SB410: a search that begins while the pipeline is built",
        file=BUILDER,
        replace=((_DEFERRED, "if True else"),),
        rules=("SB410", "SB400"),
    ),
    Mutant(
        name="SB402: a search without its script",
        file=BUILDER,
        replace=((_ARGUMENTS, '            **{**self._get_estimator_arguments(), "entry_point": "main.py"},\n'),),
        rules=("SB402", "SB400"),
    ),
    Mutant(
        name="SB352: a search outside of its network",
        file=BUILDER,
        replace=((_ARGUMENTS, f"            **{{**self._get_estimator_arguments(), {_NO_NETWORK}}},\n"),),
        rules=("SB352",),
    ),
)
