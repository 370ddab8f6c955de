"""Broken builders of Lambda steps, and changes of them that break nothing."""

from __future__ import annotations

from tests.mutants.declare import Mutant

_FILE = "builders/approved_model_lookup.py"
_ARN = "function_arn=self.config.function_arn"
_INPUTS = 'inputs={"package_group": self.config.package_group}'
_OUTPUTS = "            for each in self.spec.outputs\n"
_FUNCTION = "        return Lambda(function_arn=self.config.function_arn, session=session)\n"

MUTANTS = (
    Mutant(
        name="LA301: an output of the specification is not declared",
        file=_FILE,
        replace=((_OUTPUTS, "            for each in self.spec.outputs[:1]\n"),),
        rules=("LA301",),
    ),
    Mutant(
        name="LA301 twin: the outputs in another order",
        file=_FILE,
        replace=((_OUTPUTS, "            for each in reversed(self.spec.outputs)\n"),),
        rules=(),
    ),
    Mutant(
        name="LA302: the function is called by its name",
        file=_FILE,
        replace=((_ARN, 'function_arn=self.config.function_arn.rpartition(":")[2]'),),
        rules=("LA302",),
    ),
    Mutant(
        name="LA302: a function that takes longer than Lambda allows",
        file=_FILE,
        replace=((_ARN, f"{_ARN}, timeout=5000"),),
        rules=("LA302",),
    ),
    Mutant(
        name="LA302 twin: a function that takes as long as Lambda allows",
        file=_FILE,
        replace=((_ARN, f"{_ARN}, timeout=900, memory_size=512"),),
        rules=(),
    ),
    Mutant(
        name="LA302: an input is nested",
        file=_FILE,
        replace=((_INPUTS, 'inputs={"package": {"group": self.config.package_group}}'),),
        rules=("LA302",),
    ),
    Mutant(
        name="LA302 twin: an input is a number",
        file=_FILE,
        replace=((_INPUTS, 'inputs={"package_group": self.config.package_group, "newest": 1}'),),
        rules=(),
    ),
    Mutant(
        name="LA390: the function is made at build",
        file=_FILE,
        replace=(
            (
                _FUNCTION,
                """        Path("handler.py").write_text("def handler(event, context):\\n    return {}\\n")
        return Lambda(
            function_name="lookup",
            execution_role_arn=self.role,
            script="handler.py",
            handler="handler.handler",
            session=session,
        )
""",
            ),
        ),
        rules=("LA390",),
    ),
)
