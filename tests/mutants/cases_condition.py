"""Mutants of the builder of condition steps."""

from __future__ import annotations

from tests.mutants.declare import Mutant

BUILDER = "builders/quality_condition.py"

# What stands in the reference builder, each exactly once in its file.
_CONDITIONS = "conditions=[ConditionGreaterThanOrEqualTo(left=metric, right=self.config.threshold)],"
_EQUALS = "conditions=[ConditionEquals(left=metric, right={value})],"
_EQUALS_IMPORT = (
    "import ConditionGreaterThanOrEqualTo\n",
    "import ConditionEquals, ConditionGreaterThanOrEqualTo\n",
)
_ELSE = 'else_steps=list(self._extract_param(kwargs, "else_steps", [failed])),'
_IF = 'if_steps=list(self._extract_param(kwargs, "if_steps", [])),'
_LEFT = "left=metric"
_DEPENDS_ON = "            depends_on=options.dependencies,\n"
_STEP_NAME = "step_name=evaluation.name,"
_ATTACH = "condition: ConditionStep = self._attach_specification(step)"

MUTANTS = (
    Mutant(name="CO301: no conditions", file=BUILDER, replace=((_CONDITIONS, "conditions=[],"),), rules=("CO301",)),
    Mutant(name="CO301: two numbers are compared", file=BUILDER, replace=((_LEFT, "left=1.0"),), rules=("CO301",)),
    Mutant(
        name="CO301: a value is compared with itself",
        file=BUILDER,
        replace=((_CONDITIONS, "conditions=[ConditionGreaterThanOrEqualTo(left=metric, right=metric)],"),),
        rules=("CO301",),
    ),
    Mutant(
        name="CO301: the threshold is a text",
        file=BUILDER,
        replace=(("right=self.config.threshold", 'right=f"{self.config.threshold}"'),),
        rules=("CO301",),
    ),
    Mutant(name="CO301: both branches are empty", file=BUILDER, replace=((_ELSE, "else_steps=[],"),), rules=("CO301",)),
    Mutant(
        name="CO301 twin: the other branch",
        file=BUILDER,
        replace=((_ELSE, _ELSE.replace("[failed]", "[]")), (_IF, _IF.replace("[])", "[failed])"))),
        rules=(),
    ),
    Mutant(
        name="CO301: a number of the config is compared as a text",
        file=BUILDER,
        replace=(_EQUALS_IMPORT, (_CONDITIONS, _EQUALS.format(value="str(self.config.threshold)"))),
        rules=("CO301",),
    ),
    Mutant(
        name="CO301: the threshold is a text in a condition that is turned round",
        file=BUILDER,
        replace=(
            (_EQUALS_IMPORT[0], _EQUALS_IMPORT[1].replace("ConditionEquals", "ConditionLessThan, ConditionNot")),
            (
                _CONDITIONS,
                "conditions=[ConditionNot(ConditionLessThan(left=metric, right=str(self.config.threshold)))],",
            ),
        ),
        rules=("CO301",),
    ),
    Mutant(
        name="CO301 twin: a text is compared that reads as a number",
        file=BUILDER,
        replace=(_EQUALS_IMPORT, (_CONDITIONS, _EQUALS.format(value='"2.1"'))),
        rules=(),
    ),
    Mutant(
        name="CO301: the steps of a branch are lost",
        file=BUILDER,
        replace=((_IF, "if_steps=[],"),),
        rules=("CO301",),
    ),
    Mutant(
        name="CO301: the steps of both branches are swapped",
        file=BUILDER,
        replace=(
            (_IF, _IF.replace('"if_steps"', '"else_steps"')),
            (_ELSE, _ELSE.replace('"else_steps"', '"if_steps"')),
        ),
        rules=("CO301",),
    ),
    Mutant(
        name="SB400: the step of another name is asked",
        file=BUILDER,
        replace=((_STEP_NAME, 'step_name="Report",'),),
        rules=("SB400",),
    ),
    Mutant(
        name="SB403: a condition that waits for nothing else",
        file=BUILDER,
        replace=((_DEPENDS_ON, ""),),
        rules=("SB403",),
    ),
    Mutant(
        name="SB300: returns the steps of a branch",
        file=BUILDER,
        replace=((_ATTACH, "condition: ConditionStep = self._attach_specification(step).else_steps"),),
        rules=("SB300",),
    ),
)
