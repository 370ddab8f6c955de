"""The folder that code runs in: what the repository has, where the code expects it, and free to be written to.

Code is started in its own folder, or, where it looks there in vain for what the repository's topmost folder or the one
where the tool is started has, in a folder beside it that leads to both: its own folder stays as it is, since code may
pack it for a job. Small files are copied, so that code may write over them; large files and folders that are far away
are linked to.
"""

from __future__ import annotations

import collections
import contextlib
import os
import shutil
from collections.abc import Iterable

#: What is never needed, and large.
_LEFT_OUT = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages", "venv"})
#: Files up to this size are copied, in bytes …
_SMALL = 1 << 20
#: … as long as there are not more than so many; the rest is linked to.
_MAX_COPIES = 2_000


class Workspace:
    """A copy of a repository to run code in."""

    def __init__(self, folder: str) -> None:
        """Make it in `folder`, which is empty."""
        self._folder = folder
        self._copies = 0
        #: The folders that were copied.
        self._copied: set[str] = set()
        self._top = ""
        #: The code's own folder, and where it is started.
        self._here = self.start = ""
        #: Where a path is looked for that is not in the code's own folder.
        self._others: tuple[str, ...] = ()
        self._listings: dict[str, frozenset[str]] = {}

    def lay_out(self, module_folder: str, top: str, working_directory: str, import_root: str = "") -> str:
        """Lay out the repository, and return the folder that stands for the module's.

        Args:
            module_folder: The folder of the code. Absolute.
            top: The repository's topmost folder; empty: the working directory, where the code lies below it.
            working_directory: Where the tool was started.
            import_root: Where the imports of the code start: a program of the team is started there. Empty: nowhere.
        """
        module_folder, working_directory = os.path.realpath(module_folder), os.path.realpath(working_directory)
        top = os.path.realpath(top or working_directory)
        if not _is_below(module_folder, top):
            top = module_folder
        self._top, root = top, self._root
        here = os.path.normpath(os.path.join(root, os.path.relpath(module_folder, top)))
        os.makedirs(here)
        self._copy(module_folder, here)
        # Each folder on the way up, so that ``..`` is what it is in the repository.
        above, there = module_folder, here
        while above != top:
            above, there = os.path.dirname(above), os.path.dirname(there)
            self._link(above, there)
        others = (os.path.realpath(import_root) if import_root else top, top, working_directory)
        self._others = tuple(folder for folder in dict.fromkeys(others) if _is_below(folder, top))
        self._here = self.start = here
        return here

    def borrow(self, path: str) -> bool:
        """Let code find what has a relative path elsewhere in the repository and not in its own folder.

        Returns:
            Whether there is such a thing, and it was not found before.
        """
        path = os.path.normpath(path)
        if os.path.isabs(path) or path.startswith(os.pardir) or os.path.lexists(os.path.join(self.start, path)):
            return False
        for folder in self._others:
            source = os.path.join(folder, path)
            if os.path.basename(source) in self._listed(os.path.dirname(source)):
                self._start_beside()
                target = os.path.join(self.start, path)
                self._own(target)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.symlink(source, target)
                return True
        return False

    def _start_beside(self) -> None:
        """Start the code in a folder of links to what is in its own one."""
        if self.start == self._here:
            self.start = f"{self._here}-started"
            os.mkdir(self.start)
            self._link(self._here, self.start)

    def _listed(self, folder: str) -> frozenset[str]:
        """The names in a folder. A kept result rests on each folder that is listed, also where a name is not there."""
        if folder not in self._listings:
            try:
                self._listings[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._listings[folder] = frozenset()
        return self._listings[folder]

    @property
    def _root(self) -> str:
        return os.path.join(self._folder, "repositories", "repository")

    def holds(self, file: str) -> bool:
        """Whether a file lies in the workspace."""
        return _is_below(os.path.realpath(file), os.path.realpath(os.path.dirname(self._root)))

    def relative(self, file: str) -> str:
        """The path of a file of the workspace, existing or not, as code sees it that is started in its own folder."""
        file = os.path.realpath(file)
        start = os.path.realpath(self.start)
        return os.path.relpath(file, start if _is_below(file, start) else os.path.realpath(self._here))

    def twin_of(self, file: str) -> str | None:
        """Where a file of the repository lies in the workspace; ``None``: it does not. `file` is absolute."""
        file = os.path.realpath(file)
        if not self._top or not _is_below(file, self._top):
            return None
        twin = os.path.join(self._root, os.path.relpath(file, self._top))
        return twin if os.path.lexists(twin) else None

    def original_of(self, file: str) -> str:
        """The file of the repository that one of the workspace stands for; itself where there is none."""
        file, root = os.path.realpath(file), os.path.realpath(self._root)
        original = os.path.join(self._top, os.path.relpath(file, root)) if _is_below(file, root) else file
        return original if os.path.lexists(original) else file

    def write(self, here: str, path: str, text: str) -> None:
        """Write a file of the workspace, below the folder `here`; one that lies outside is left out."""
        target = os.path.normpath(os.path.join(here, path))
        if os.path.commonpath([os.path.realpath(self._folder), os.path.realpath(target)]) != os.path.realpath(
            self._folder
        ):
            inside = os.path.commonpath([self._folder, target]) == self._folder
            if not inside:
                return
            self._own(target)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as stream:
            stream.write(text)
        if self.start != self._here and _is_below(target, self._here):
            seen = os.path.join(self.start, os.path.relpath(target, self._here))
            if not os.path.lexists(seen):
                os.makedirs(os.path.dirname(seen), exist_ok=True)
                os.symlink(target, seen)

    def _own(self, target: str) -> None:
        """Let no part of a path below the workspace be a link."""
        parts = os.path.relpath(target, self._folder).split(os.sep)
        for index in range(1, len(parts)):
            folder = os.path.join(self._folder, *parts[:index])
            if os.path.islink(folder):
                real = os.path.realpath(folder)
                os.unlink(folder)
                os.mkdir(folder)
                self._link(real, folder)
        if os.path.islink(target):
            os.unlink(target)

    def _copy(self, source: str, target: str) -> None:
        """Copy a folder, the upper levels first: of a large one the lower ones are linked to."""
        pending = collections.deque([(source, target)])
        while pending:
            here, there = pending.popleft()
            self._copied.add(here)
            for entry in _entries(here):
                place = os.path.join(there, entry.name)
                is_small = self._copies < _MAX_COPIES
                with contextlib.suppress(OSError):
                    if os.path.lexists(place):
                        continue
                    if is_small and entry.is_dir(follow_symlinks=False):
                        os.mkdir(place)
                        pending.append((entry.path, place))
                    elif is_small and entry.is_file() and entry.stat().st_size <= _SMALL:
                        shutil.copyfile(entry.path, place)
                    else:
                        os.symlink(entry.path, place)
                    self._copies += 1

    def _link(self, source: str, target: str) -> None:
        """Links in the folder `target` to what is in `source`, but for what is there already."""
        for entry in _entries(source):
            place = os.path.join(target, entry.name)
            if not os.path.lexists(place):
                with contextlib.suppress(OSError):
                    os.symlink(entry.path, place)
            elif (
                os.path.isdir(place)
                and not os.path.islink(place)
                and entry.is_dir()
                # What was copied from there holds nothing new.
                and entry.path not in self._copied
            ):
                self._link(entry.path, place)


def _entries(folder: str) -> Iterable[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda each: each.name)
    except OSError:
        return ()
    return [each for each in entries if not each.name.startswith(".git") and not _is_left_out(each)]


def _is_below(path: str, folder: str) -> bool:
    return os.path.commonpath([folder, path]) == folder


def _is_left_out(entry: os.DirEntry[str]) -> bool:
    if entry.name in _LEFT_OUT or (entry.name.startswith(".") and entry.is_dir()):
        return True
    return os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))
