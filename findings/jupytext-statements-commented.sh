#!/usr/bin/env bash
# In a script that jupytext makes of a notebook, statements about variables called cat, ls, cp or mv can be comments.
#
# Expected: what Python parses stays code; only magics (%, !, ?) become comments.
# What happens: a line that begins with the name of a shell command and goes on with a space and a sign, such as
# "cat += 1", is taken for IPython's automagic and is commented, though the variable was assigned in the line before.
# In a notebook Python runs it, as the variable hides the command.
# Versions: jupytext 1.19.6, nbformat 5.11.1.
# Why it matters: the script does something else than the notebook, without an error. Name it otherwise, or switch
# comment_magics off.
#
# Seen:
#   jupytext 1.19.6
#   '# cat += [2]': [1]
#   '# ls += [2]': [1]
#   '# cp += [2]': [1]
#   '# mv += [2]': [1]
#   'count += [2]': [1, 2]
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with jupytext==1.19.6 nbformat==5.11.1)

"$python" - <<'PY' 2>errors.txt | as_seen
import importlib.metadata

import jupytext
from nbformat.v4 import new_code_cell, new_notebook

print("jupytext", importlib.metadata.version("jupytext"))
for name in ("cat", "ls", "cp", "mv", "count"):
    notebook = new_notebook(cells=[new_code_cell(f"{name} = [1]\n{name} += [2]\nprint({name})")])
    script = jupytext.writes(notebook, fmt="py:percent").split("# %%\n")[-1]
    written = {}
    exec(script.replace(f"print({name})", f"written['value'] = {name}"), {"written": written})
    print(f"{script.splitlines()[1]!r}: {written['value']}")
PY
