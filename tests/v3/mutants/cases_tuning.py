"""Mutants of the builder of tuning steps."""

from __future__ import annotations

from tests.mutants.declare import Mutant

TUNING = "builders/v3/xgboost_tuning.py"

_IMAGE = "    def _get_image_uri(self) -> str:\n"


def _trainer(change: str) -> tuple[tuple[str, str], ...]:
    """The trainer that is tuned, changed after it was made."""
    method = (
        f"    def _create_trainer(self):\n        trainer = super()._create_trainer()\n{change}        return trainer\n"
    )
    return ((_IMAGE, f"{method}\n\n{_IMAGE}"),)


MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        name="SB402: tunes with no code",
        file=TUNING,
        replace=_trainer("        trainer.source_code = None\n"),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: tunes with a script that is not there",
        file=TUNING,
        replace=_trainer('        trainer.source_code.entry_script = "fit.py"\n'),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: tunes with a command, which the SDK drops",
        file=TUNING,
        replace=_trainer(
            "        script = trainer.source_code.entry_script\n"
            "        trainer.source_code.entry_script = None\n"
            '        trainer.source_code.command = f"python {script}"\n'
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB413: tunes with another session",
        file=TUNING,
        replace=(*_trainer("        trainer.sagemaker_session = PipelineSession()\n"),),
        rules=("SB413",),
    ),
    Mutant(
        name="SB413: tunes with another role",
        file=TUNING,
        replace=_trainer('        trainer.role = "arn:aws:iam::123456789012:role/Tuning"\n'),
        rules=("SB413",),
    ),
    Mutant(
        name="SB408: tunes below a place that the clock names",
        file=TUNING,
        replace=(
            *_trainer('        trainer.output_data_config.s3_output_path += f"/{int(time.time())}"\n'),
            ("from pathlib import Path\n", "import time\nfrom pathlib import Path\n"),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB402 twin: tunes with a hyperparameter beside the config's",
        file=TUNING,
        replace=_trainer('        trainer.hyperparameters = {"seed": 7, **(trainer.hyperparameters or {})}\n'),
        rules=(),
    ),
)
