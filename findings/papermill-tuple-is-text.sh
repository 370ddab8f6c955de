#!/usr/bin/env bash
# papermill gives a notebook a tuple as the text of its print.
#
# Expected: a parameter that is a tuple is a list or a tuple in the notebook, or is refused as a set is.
# What happens: the injected cell has n = "(1, 2)", a string; bytes are the string "b'x'". A list stays a list.
# Versions: papermill 2.7.0.
# Why it matters: the notebook, and a job that is made from it, loops over characters. execute_notebook says nothing.
#
# Seen:
#   papermill 2.7.0
#   [1, 2]: n = [1, 2]
#   (1, 2): n = "(1, 2)"
#   b'x': n = "b'x'"
#   {1, 2}: TypeError: Object of type set is not JSON serializable
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with papermill==2.7.0 nbformat==5.11.1 ipykernel==7.1.0)

"$python" - <<'PY' 2>errors.txt | as_seen
import importlib.metadata

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook

print("papermill", importlib.metadata.version("papermill"))
nbformat.write(
    new_notebook(
        cells=[new_code_cell("n = [1]", metadata={"tags": ["parameters"]})],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    ),
    "in.ipynb",
)
for value in ([1, 2], (1, 2), b"x", {1, 2}):
    try:
        made = papermill.execute_notebook("in.ipynb", "out.ipynb", parameters={"n": value}, prepare_only=True)
        print(f"{value!r}:", made.cells[1].source.splitlines()[-1])
    except TypeError as error:
        print(f"{value!r}: TypeError: {error}")
PY
