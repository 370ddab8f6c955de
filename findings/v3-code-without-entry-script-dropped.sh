#!/usr/bin/env bash
# In SDK v3, `SourceCode(source_dir=…)` without an entry script drops the code without a word.
#
# Expected: a ModelBuilder that cannot use the code says so, or packs it.
# What happens: the request is that of a model without code: the archive is untouched, no environment variable, no
# warning, no log line above INFO.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the model deploys and answers with the image's default handler. A test has to compare what was given
# with what the request holds.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   with entry script: SAGEMAKER_PROGRAM inference.py, data repacked
#   without: SAGEMAKER_PROGRAM None, data as given
#   warnings and log lines about it: 0
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
import logging
import warnings

from sagemaker_v3 import archive, definition, model_builder, model_step, source, versions

lines = []
logging.disable(logging.NOTSET)
handler = logging.Handler(logging.WARNING)
handler.emit = lambda record: lines.append(record.getMessage())
logging.getLogger().addHandler(handler)
logging.getLogger("sagemaker").addHandler(handler)

print(versions())
data = archive()
for label, code in (("with entry script", source("inference.py")), ("without", source(None))):
    lines.clear()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        step = model_step("model", model_builder(s3_model_data_url=data, source_code=code))
    [compiled] = definition(step)["Steps"]
    container = compiled["Arguments"]["PrimaryContainer"]
    kept = "as given" if container["ModelDataUrl"] == data else "repacked"
    print(f"{label}: SAGEMAKER_PROGRAM {container['Environment'].get('SAGEMAKER_PROGRAM')}, data {kept}")
said = [*lines, *(str(warning.message) for warning in caught)]
print("warnings and log lines about it:", sum("entry" in text or "source" in text for text in said))
PY
