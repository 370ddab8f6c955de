"""Builders by step name; looked up late, so that nothing is imported that nobody uses."""

import importlib

BUILDERS = {
    "ChurnModel": "lake.steps.churn_model:ChurnModelStepBuilder",
    "CreditModel": "lake.steps.credit_model:CreditModelStepBuilder",
}


def builder_for(name):
    module, _, attribute = BUILDERS[name].partition(":")
    return getattr(importlib.import_module(module), attribute)
