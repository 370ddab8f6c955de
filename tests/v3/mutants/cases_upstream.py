"""Mutants of builders that are handed their steps one by one, under names of their own."""

from __future__ import annotations

from tests.mutants.declare import Mutant

UPSTREAM = "tests/v3/clean/pipelines/upstream/upstream_steps.py"

MUTANTS = (
    Mutant(
        name="CO301: a condition builder without a specification that compares nothing",
        file=UPSTREAM,
        replace=(("conditions=[ConditionLessThanOrEqualTo(left=value, right=self.limits.mse)]", "conditions=[]"),),
        rules=("CO301",),
    ),
    Mutant(
        name="LA302: the function of a builder that is given a registration has no ARN",
        file=UPSTREAM,
        replace=(("arn:aws:lambda:us-east-1:123456789012:function:notify-owners", "notify-owners"),),
        rules=("LA302",),
    ),
    Mutant(
        name="TF302: the name of the step that is handed over, in place of its model's",
        file=UPSTREAM,
        replace=(("model_name=model_step.properties.ModelName", "model_name=model_step.name"),),
        rules=("TF302",),
    ),
    Mutant(
        name="SB350: the machines of a builder that is given a model step",
        file=UPSTREAM,
        replace=(("instance_type=self.config.instance_type", 'instance_type="ml.m5.xlarge"'),),
        rules=("SB350",),
    ),
    Mutant(
        name="upstream twin: the steps are handed over by keyword only",
        file=UPSTREAM,
        replace=(
            ("def create_step(self, registration)", "def create_step(self, *, registration)"),
            (
                "def create_step(self, model_step, customers_uri: str)",
                "def create_step(self, *, model_step, customers_uri)",
            ),
        ),
        rules=(),
    ),
)
