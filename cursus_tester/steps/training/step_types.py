"""The step type that the rules of this pack judge."""

from __future__ import annotations

TRAINING = "Training"
STEP_TYPES = (TRAINING,)
#: Steps that start training jobs: by themselves, and of a search.
OF_JOBS = (TRAINING, "Tuning")
