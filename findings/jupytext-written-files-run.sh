#!/usr/bin/env bash
# In a script that jupytext makes of a notebook, the text of a %%writefile cell is code that runs.
#
# Expected: a cell with a cell magic whose body is no code of the notebook is a comment as a whole, as a %%bash cell is.
# What happens: only the line with %%writefile is commented; the file's text stands in the script as code. Back in a
# notebook all is as before.
# Versions: jupytext 1.19.6, nbformat 5.11.1.
# Why it matters: notebooks that make a pipeline write their training and processing scripts this way. The script that is
# meant for a pull request or a scheduler trains and parses arguments when it is started or imported, and does not write
# the file that the pipeline packs.
#
# Seen:
#   jupytext 1.19.6
#   py:percent: the code of the script: ['model = fit()', 'pipeline.upsert(role)']
#   py:light: the code of the script: ['model = fit()', 'pipeline.upsert(role)']
#   and back: '%%writefile code/train.py\nmodel = fit()'
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with jupytext==1.19.6 nbformat==5.11.1)

"$python" - <<'PY' 2>errors.txt | as_seen
import importlib.metadata

import jupytext
from nbformat.v4 import new_code_cell, new_notebook

print("jupytext", importlib.metadata.version("jupytext"))
notebook = new_notebook(
    cells=[
        new_code_cell("%%writefile code/train.py\nmodel = fit()"),
        new_code_cell("%%bash\nls code"),
        new_code_cell("pipeline.upsert(role)"),
    ]
)
for style in ("py:percent", "py:light"):
    script = jupytext.writes(notebook, fmt=style)
    code = [line for line in script.splitlines() if line and not line.startswith("#")]
    print(f"{style}: the code of the script: {code}")
print("and back:", repr(jupytext.reads(jupytext.writes(notebook, fmt="py:percent"), fmt="py:percent").cells[0].source))
PY
