#!/usr/bin/env bash
# With SDK v3, `importlib.util.find_spec("sagemaker.estimator")` raises, once `sagemaker.core` was imported.
#
# Expected: find_spec of a submodule that does not exist is None; that is how code asks which SDK is installed without
# importing it.
# What happens: it is None at first. After `import sagemaker.core` a finder on sys.meta_path raises
# ModuleNotFoundError for v2's modules. Beyond find_spec this concerns all that only looks for modules.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: a switch between v2 and v3 that works alone fails in a test session, where another test has already
# imported sagemaker.core. Ask importlib.metadata for the version instead.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   before: None
#   after import sagemaker.core: ModuleNotFoundError
#   a name that v2 did not have: None
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
import importlib.metadata
import importlib.util

parts = ("core", "serve", "train", "mlops")
print(", ".join(f"{part} {importlib.metadata.version(f'sagemaker-{part}')}" for part in parts))
print("before:", importlib.util.find_spec("sagemaker.estimator"))
import sagemaker.core

try:
    print("after import sagemaker.core:", importlib.util.find_spec("sagemaker.estimator"))
except ModuleNotFoundError as error:
    print("after import sagemaker.core:", type(error).__name__)
print("a name that v2 did not have:", importlib.util.find_spec("sagemaker.nonesuch"))
PY
