"""The estimators that training steps are made with."""

from __future__ import annotations

from cursus_tester.evidence.makers import Makers
from cursus_tester.sdk.names import ESTIMATOR_BASE, ESTIMATORS

MAKERS = Makers(
    noun="estimator",
    classes=(ESTIMATOR_BASE,),
    frameworks=ESTIMATORS,
    methods=(".fit",),
    session_methods=("train",),
    environment="environment",
    has_instance_type=True,
    image_scopes=("training",),
    scopeless=frozenset({"sklearn", "xgboost"}),
)
