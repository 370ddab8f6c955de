"""What scripts that are sent to a container import, and where that lies on the machine that builds.

The build packs what it is told to pack. A module that lies beside a script, or near it in the team's repository, is
found when the script is tried at home, and is not in the container unless it is packed, too.
"""

from __future__ import annotations

import ast
import functools
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from cursus_tester.evidence.trace import Call

#: The arguments of SDK calls that name a script on this machine, and the one that names the folder that it lies in.
_SCRIPTS = ("code", "entry_point", "submit_app")
_FOLDER = "source_dir"
_REQUIREMENTS = "requirements.txt"
#: Calls that start another program, or an installer as a module.
_STARTS = frozenset({"call", "check_call", "check_output", "main", "Popen", "popen", "run", "spawn", "system"})
#: How an installer is named among the arguments of such a call.
_INSTALLER = re.compile(r"(?:^|[\s/])(?:pip3?|conda|mamba|uv|easy_install)(?:$|\s)")
#: How far above a script its repository's packages are looked for.
_LEVELS = 3
_LONGEST_REQUIREMENTS = 1 << 16
#: What the SDK's own images hold, by the name under which it is imported.
_IN_IMAGES = re.compile(
    r"PIL|boto3|botocore|cv2|datasets|flask|joblib|matplotlib|mxnet|numpy|packaging|pandas|psutil|pyarrow|pyspark"
    r"|requests|s3fs|sagemaker\w*|scipy|six|sklearn|tensorflow|torch|torchaudio|torchvision|tqdm|transformers|xgboost|yaml"
)
#: Libraries that are in some of these images: a module of such a name near the script, such as evaluate.py, is another.
_LIBRARIES = re.compile(
    r"absl|accelerate|apex|awscli|dateutil|diffusers|evaluate|fsspec|h5py|horovod|huggingface_hub|keras|networkx|nltk|numba"
    r"|peft|plotly|pydantic|retrying|safetensors|seaborn|sentencepiece|setuptools|smdebug|smdistributed|statsmodels"
    r"|tensorboard\w*|tensorflow\w+|tokenizers|torch\w+|triton|trl|typing_extensions"
)


def code_folders(calls: Iterable[Call], roots: Iterable[str]) -> tuple[str, ...]:
    """The folders of the scripts that SDK calls name, and the folders that they are packed from, on this machine.

    Args:
        calls: The calls of the SDK.
        roots: The folders of the team's repository that a copy of its code in the working directory is made from.
    """
    found: dict[str, None] = {}
    for call in calls:
        folder = _text(call, _FOLDER)
        for name in _SCRIPTS:
            script = _text(call, name)
            if script is None or "://" in f"{folder}{script}":
                continue
            path = os.path.join(folder or "", script)
            for place in (path, *(os.path.join(root, path) for root in roots if not os.path.isabs(path))):
                if os.path.isfile(place):
                    found.setdefault(os.path.dirname(os.path.abspath(place)))
                    if folder:
                        found.setdefault(os.path.abspath(place[: len(place) - len(script)].rstrip(os.sep)))
    return tuple(found)


def _text(call: Call, name: str) -> str | None:
    value = call.arguments.get(name)
    return value.data if value is not None and isinstance(value.data, str) and value.data else None


def imported_by(
    files: Mapping[str, str], folders: tuple[str, ...], bounds: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """What each script that goes to a container imports when it starts, and where that lies near `folders`.

    Args:
        files: The text of the scripts, and of requirements that are installed for them, by name.
        folders: The folders that `code_folders` finds.
        bounds: The folders of the team's repository, outside of which nothing is near.

    Returns:
        By script the names that it imports, each with the place of that module or with the ``requirements.txt`` that
        names it, both as seen from the script's folder; empty where it lies among the scripts or nowhere near.
    """
    packed = {part for name in files for part in name.removesuffix(".py").split("/")}
    installed = files.get(_REQUIREMENTS, "").lower().replace("-", "_")
    found = {}
    for script, text in files.items():
        near = {}
        for name in _imports(text) if script.endswith(".py") else ():
            first = name.partition(".")[0]
            place = _place(first, folders, bounds) if first and first.lower() not in installed else ""
            if place or not first or first in packed:
                near[name] = place
        if near:
            found[script] = near
    return found


@functools.lru_cache(maxsize=256)
def _imports(text: str) -> tuple[str, ...]:
    """The modules that a script imports when it starts, each with what may be a module in it."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    names: dict[str, None] = {}
    for node in _run_at_start(tree.body):
        if isinstance(node, ast.Import):
            names.update(dict.fromkeys(each.name for each in node.names))
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names[module] = None
            inside = f"{module}." if node.module else module
            names.update(dict.fromkeys(f"{inside}{each.name}" for each in node.names))
    return tuple(name for name in names if name and name.partition(".")[0] not in sys.stdlib_module_names)


def searching(files: Mapping[str, str]) -> tuple[str, ...]:
    """The scripts among `files` that install packages, or look for modules in further folders, when they run."""
    return tuple(name for name, text in files.items() if name.endswith(".py") and _searches(text))


@functools.lru_cache(maxsize=256)
def _searches(text: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(_is_search(node) for node in ast.walk(tree))


def _is_search(node: ast.AST) -> bool:
    """Whether a node adds a folder to ``sys.path``, or starts an installer."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(_is_path(part) for target in targets for part in ast.walk(target))
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Attribute) and (_is_path(function.value) or function.attr == "addsitedir"):
        return True
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in _STARTS:
        return False
    if isinstance(function, ast.Attribute) and any(getattr(each, "id", "") == "pip" for each in ast.walk(function)):
        return True
    texts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return any(_INSTALLER.search(each) for each in texts)


def _is_path(node: ast.AST) -> bool:
    """Whether it is ``sys.path``, or a part of it."""
    return isinstance(node, ast.Attribute) and node.attr == "path" and getattr(node.value, "id", "") == "sys"


def _run_at_start(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a script that run in any case: what may fail or be skipped is left out."""
    for node in body:
        if isinstance(node, ast.With) or (isinstance(node, ast.If) and "__main__" in ast.dump(node.test)):
            yield from _run_at_start(node.body)
        else:
            yield node


@functools.lru_cache(maxsize=1024)
def _place(name: str, folders: tuple[str, ...], bounds: tuple[str, ...]) -> str:
    """Where a module lies near the folders, from the first one; empty where it does not."""
    if _IN_IMAGES.fullmatch(name):
        return ""
    for folder in folders:
        for place in _near(folder, bounds) if not _LIBRARIES.fullmatch(name) else ():
            path = os.path.join(place, name)
            if os.path.isfile(f"{path}.py"):
                return _from(folder, f"{path}.py")
            if os.path.isdir(path) and any(each.endswith(".py") for each in os.listdir(path)):
                return _from(folder, path)
        if name.lower().replace("_", "-") in _required(os.path.join(folder, _REQUIREMENTS)):
            return _from(folder, os.path.join(folder, _REQUIREMENTS))
    return ""


def _near(folder: str, bounds: tuple[str, ...]) -> Iterator[str]:
    """The folder, those above it within the bounds, and those beside these."""
    yield folder
    for _ in range(_LEVELS):
        above = os.path.dirname(folder)
        if not f"{os.path.realpath(above)}{os.sep}".startswith(bounds):
            return
        yield above
        yield from sorted(each.path for each in os.scandir(above) if each.is_dir() and not each.name.startswith("."))
        folder = above


@functools.lru_cache(maxsize=64)
def _required(path: str) -> frozenset[str]:
    """The distributions that a file of requirements names."""
    try:
        if os.path.getsize(path) > _LONGEST_REQUIREMENTS:
            return frozenset()
        with open(path, encoding="utf-8") as stream:
            lines = [re.match(r"[A-Za-z0-9][\w.-]*", line) for line in stream]
    except (OSError, ValueError):
        return frozenset()
    return frozenset(re.sub(r"[._]", "-", found[0]).lower() for found in lines if found)


def _from(folder: str, path: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")
