"""Provide the folder of inference code that a config names: generated, or copied from the team's repository.

The SDK writes into the folder that it packs (2.257.7: the repack step's own script), so the team's own is never used.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cursus_tester.configs.variants import values_of
from cursus_tester.evidence.code import CODE_FOLDER

_SOURCE_FIELD = re.compile(r"(?:^|_)(?:source_dir|source_directory|code_dir|code_directory)$")
_ENTRY_FIELD = re.compile(r"(?:^|_)(?:entry_point|entrypoint|script|script_name)$")
_CODE = "# code\n"
#: The most files, and the largest file, to copy from the repository.
_MAX_FILES = 300
_MAX_SIZE = 1 << 20
_MAX_TOTAL = 8 << 20
_LONGEST_PATH = 200


def generate(folder: str, scripts: Iterable[str]) -> str:
    """Make a folder of inference code with `scripts` in it, and return its path."""
    source_dir = Path(folder, CODE_FOLDER)
    _write(source_dir, scripts)
    return str(source_dir)


def write_script(name: str) -> None:
    """Make a script in the working directory, where the SDK looks for one that no folder is given for."""
    _write(Path(), (name,))


def place(config: Any, generated: str, roots: Sequence[str], scripts: Iterable[str]) -> None:
    """Put the code that `config` names where the build looks for it: the working directory of this process.

    Args:
        config: The config, whose relative paths mean the folder where a user builds pipelines.
        generated: The generated folder.
        roots: Folders of the repository in which a relative path may be found, likeliest first.
        scripts: Further scripts that scenarios name.
    """
    entries = [each for each in _texts(config, _ENTRY_FIELD) if _is_below(each)]
    sources = list(_texts(config, _SOURCE_FIELD))
    own = (text for text in texts_of(config) if text and os.path.abspath(text) == os.path.abspath(generated))
    if any(text == generated or not any(Path(root, text).is_dir() for root in roots) for text in own):
        # Whatever the fields are called: the folder is the tester's, and the scripts are to be in it.
        _write(Path(generated), [*entries, *_scripts_named(config)])
    for source in sources:
        if source != generated and _is_below(source) and not _copy(source, roots):
            # A folder that is not in the repository is assumed to be made by a checkout or a build.
            _write(Path(source), entries)
        if _is_below(source):
            _write(Path(source), scripts)
    if not sources:
        for entry in entries:
            if not _copy(entry, roots):
                _write(Path(), (entry,))
        _write(Path(), scripts)


def copy_mentioned(texts: Iterable[str], root: str) -> None:
    """Copy the files and folders of the repository that relative paths among `texts` name to the working directory.

    A user builds in the folder where the tool was started, and the SDK looks there for what it is to pack.

    Args:
        texts: Texts of the config and of the builder's code, paths or not.
        root: The folder where the tool was started.
    """
    for text in sorted(set(texts)):
        is_path = 1 < len(text) < _LONGEST_PATH and text.isprintable() and os.path.normpath(text) != os.curdir
        if is_path and _is_below(text) and _size(Path(root, text)) <= _MAX_TOTAL:
            _copy(text, (root,))


def _size(path: Path) -> int:
    """The size of a file, or of what would be copied of a folder, in bytes; 0 where there is nothing."""
    try:
        return sum(each.stat().st_size for each in _files(path)) if path.is_dir() else path.stat().st_size
    except (OSError, ValueError):
        return 0


def scripts_of(config: Any, generated: str, scripts: Sequence[str]) -> tuple[str, ...]:
    """The files that `place` makes sure of, relative to the working directory.

    Args:
        config: The config.
        generated: The generated folder, which is taken to be ``code`` there.
        scripts: Further scripts that scenarios name.
    """
    entries = [*(each for each in _texts(config, _ENTRY_FIELD) if _is_below(each)), *scripts]
    sources = list(_texts(config, _SOURCE_FIELD))
    folders = [
        CODE_FOLDER if source == generated else source for source in sources if source == generated or _is_below(source)
    ]
    found = [os.path.join(folder, entry) for folder in (folders if sources else [""]) for entry in entries]
    return tuple(dict.fromkeys(path.replace(os.sep, "/") for path in found))


def copies(config: Any, folder: str, scripts: Iterable[str]) -> dict[str, str]:
    """Copy the folders of code that `config` names by absolute path into `folder`; the fields, each with its copy.

    Each copy gets `scripts` besides. Folders that lie in `folder` already are left alone.
    """
    copied: dict[str, str] = {}
    for name, source in _named_texts(config, _SOURCE_FIELD):
        is_own = os.path.realpath(source).startswith(os.path.join(os.path.realpath(folder), ""))
        if os.path.isabs(source) and os.path.isdir(source) and not is_own:
            target = Path(folder, "given", name)
            for file in _files(Path(source)):
                _copy_file(file, target / file.relative_to(source))
            _write(target, scripts)
            copied[name] = str(target)
    return copied


def _texts(config: Any, wanted: re.Pattern[str]) -> Iterator[str]:
    return (text for _, text in _named_texts(config, wanted))


def texts_of(config: Any) -> Iterator[str]:
    """The texts and paths that a config holds, in lists too."""
    for value in values_of(config).values():
        for each in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(each, (str, os.PathLike)):
                yield str(os.fspath(each))


def _scripts_named(config: Any) -> Iterator[str]:
    """The Python scripts that a config names by a path in some folder."""
    return (text for text in texts_of(config) if text.endswith(".py") and _is_below(text))


def _named_texts(config: Any, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for name, value in values_of(config).items():
        if wanted.search(name) and isinstance(value, (str, os.PathLike)) and str(value):
            yield name, os.fspath(value) if isinstance(value, os.PathLike) else value


def _is_below(path: str) -> bool:
    """Whether a path is local and leads into the folder that it is relative to."""
    return "://" not in path and not os.path.isabs(path) and ".." not in Path(path).parts


def _write(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        path = folder / name
        if not path.exists():
            _make_folder(path.parent)
            path.write_text(_CODE, encoding="utf-8")


def _make_folder(folder: Path) -> None:
    # Creating an existing folder would count as a write outside the builder's own folder.
    if not folder.is_dir():
        folder.mkdir(parents=True)


def _copy(relative: str, roots: Sequence[str]) -> bool:
    """Copy a file or folder of the repository to the same place here; whether there is one."""
    for root in roots:
        found = Path(root, relative)
        if found.is_dir():
            for file in _files(found):
                _copy_file(file, Path(relative) / file.relative_to(found))
            _make_folder(Path(relative))
            return True
        if found.is_file():
            _copy_file(found, Path(relative))
            return True
    return False


def _copy_file(file: Path, target: Path) -> None:
    if not target.exists():
        _make_folder(target.parent)
        shutil.copyfile(file, target)


def _files(folder: Path) -> Iterator[Path]:
    count = 0
    for here, folders, files in os.walk(folder):
        hidden = (".", "__pycache__", "node_modules", "venv")
        folders[:] = sorted(name for name in folders if not name.startswith(hidden))
        for name in sorted(files):
            path = Path(here, name)
            if path.is_file() and path.stat().st_size <= _MAX_SIZE:
                count += 1
                if count > _MAX_FILES:
                    return
                yield path
