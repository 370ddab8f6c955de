#!/usr/bin/env bash
# nbconvert --to script leaves the magics of a Python notebook in the script if the metadata lack one key.
#
# Expected: --to script and --to python give the same for a notebook whose kernel and language are Python.
# What happens: script looks for language_info.nbconvert_exporter only. Without it, it writes the cells as they are,
# with %pip and !aws in them, to a .txt file and exits with 0; --to python turns the magics into calls of get_ipython().
# Versions: nbconvert 7.17.2, nbformat 5.11.1, IPython 9.18.1.
# Why it matters: notebooks that a tool wrote or stripped often have name and kernel only. What is linted, packed or run in CI
# is then no Python.
#
# Seen:
#   nbconvert 7.17.2
#   language_info {'name': 'python'}
#       ScriptExporter, .txt: %pip install sagemaker
#       PythonExporter, .py: get_ipython().run_line_magic('pip', 'install sagemaker')
#   language_info {'name': 'python', 'nbconvert_exporter': 'python', 'file_extension': '.py'}
#       ScriptExporter, .py: get_ipython().run_line_magic('pip', 'install sagemaker')
#       PythonExporter, .py: get_ipython().run_line_magic('pip', 'install sagemaker')
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with nbconvert==7.17.2 nbformat==5.11.1 ipython==9.18.1)

"$python" - <<'PY' 2>errors.txt | as_seen
import importlib.metadata

from nbconvert import PythonExporter, ScriptExporter
from nbformat.v4 import new_code_cell, new_notebook

print("nbconvert", importlib.metadata.version("nbconvert"))
for language in ({"name": "python"}, {"name": "python", "nbconvert_exporter": "python", "file_extension": ".py"}):
    notebook = new_notebook(
        cells=[new_code_cell("%pip install sagemaker")],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": language,
        },
    )
    print(f"language_info {language}")
    for exporter in (ScriptExporter(), PythonExporter()):
        text, resources = exporter.from_notebook_node(notebook)
        print(f"    {type(exporter).__name__}, {resources['output_extension']}: {text.strip().splitlines()[-1]}")
PY
