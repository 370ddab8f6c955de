#!/usr/bin/env bash
# `sagemaker==3.0.1` pins nothing: what is installed with it is the SDK of the day.
#
# Expected: a pin of `sagemaker` fixes the SDK, as it does in v2, and metadata.version("sagemaker") tells which one
# runs.
# What happens: the distribution `sagemaker` 3.x holds no code. It names four others with lower bounds only, so an
# installer takes their newest. The version told stays 3.0.1. There is no `sagemaker.__version__`.
# Versions: sagemaker 3.0.1 with sagemaker-core 2.27.0 and sagemaker-mlops 1.27.0.
# Why it matters: behaviour changes between those (repacking, tags, how roles are checked). Pin all four, and have
# reports tell all four.
#
# Seen:
#   Python files of sagemaker 3.0.1: 0
#   sagemaker-core 2.27.0 satisfies its requirement: True
#   sagemaker-mlops 1.27.0 satisfies its requirement: True
#   metadata.version("sagemaker"): 3.0.1
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with --no-deps sagemaker==3.0.1 sagemaker-core==2.27.0 sagemaker-mlops==1.27.0 packaging==25.0)

"$python" - <<'PY' | as_seen
from importlib import metadata

from packaging.requirements import Requirement

files = [file for file in metadata.files("sagemaker") if file.suffix == ".py"]
print(f"Python files of sagemaker {metadata.version('sagemaker')}: {len(files)}")
required = {one.name: one.specifier for one in map(Requirement, metadata.requires("sagemaker")) if not one.marker}
for name in ("sagemaker-core", "sagemaker-mlops"):
    installed = metadata.version(name)
    print(f"{name} {installed} satisfies its requirement: {installed in required[name]}")
print('metadata.version("sagemaker"):', metadata.version("sagemaker"))
PY
