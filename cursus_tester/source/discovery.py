"""Find the builders and pipelines to test in files and folders. Files are read and never run."""

from __future__ import annotations

import contextlib
import difflib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cursus_tester.files import dependencies
from cursus_tester.results.subject import Subject
from cursus_tester.source.garbage_collection import collector_paused
from cursus_tester.source.modules import ImportLocation, import_location, read_bytes, shown_path
from cursus_tester.source.notebooks import SUFFIX as NOTEBOOK
from cursus_tester.source.pipelines import find_pipelines
from cursus_tester.source.recognition import Candidate, find_candidates, unparsed_module
from cursus_tester.source.relevance import Mention, Relevant, choose, mention
from cursus_tester.source.summaries import FileSummary, Summaries
from cursus_tester.source.summarizing import FreshSummaries

__all__ = ["Discovery", "ImportLocation", "find_subjects", "import_location"]

#: The files that are read.
_SUFFIXES = (".py", NOTEBOOK)

#: Folders of generated or foreign code. Entered only when named explicitly, as hidden ones are.
_SKIPPED_FOLDERS = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages", "venv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The subjects found in the given paths."""

    #: Sorted by id; ids are unique.
    subjects: tuple[Subject, ...]
    #: What is wrong with the paths: one message each, with what to do.
    problems: tuple[str, ...]
    #: What was met and is no subject though it looks like Python: one message each.
    remarks: tuple[str, ...] = ()
    #: The major version of the SDK for which a file is written, by its absolute name, where it is written for one.
    majors: Mapping[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class _Search:
    """One given path."""

    given: str
    #: The class or function named after ``::``; empty for all.
    wanted: str
    is_folder: bool
    #: Absolute.
    files: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def is_searched(path: str) -> bool:
    """Whether a recorded path is that of a file that may hold builders, or a list of such files."""
    last = os.path.basename(path)
    return last.endswith(_SUFFIXES) or last.startswith(dependencies.PYTHON_FILES)


def find_subjects(
    paths: Sequence[str],
    is_excluded: Callable[[str], bool] | None = None,
    import_root: str = "",
    summaries: Summaries | None = None,
) -> Discovery:
    """Find the builders and pipelines in `paths`, and the modules that cannot be parsed.

    A path is a Python file, a notebook, a folder, or ``file::Class``. In a folder test files, hidden folders,
    environments and build results are left out; a file that is named explicitly is always read.

    Args:
        paths: Where to look.
        is_excluded: Whether a file or folder inside a folder, by its absolute path, is left out too.
        import_root: A folder where imports start, beside the one above each file's topmost package; empty: none.
        summaries: Of files, found with this import root; ``None``: all are made anew.
    """
    with collector_paused():
        excluded = is_excluded or (lambda path: False)
        return _find(paths, excluded, import_root, summaries or FreshSummaries(import_root, forgets=True))


def _find(
    paths: Sequence[str], is_excluded: Callable[[str], bool], import_root: str, summaries: Summaries
) -> Discovery:
    searches = [_look_up(path, is_excluded) for path in paths]
    own_files, mentions, unreadable = _read(file for search in searches for file in search.files)
    named = {
        own_files[file] for search in searches if not search.is_folder for file in search.files if file in own_files
    }
    relevant = choose(mentions, read_bytes, summaries, import_root)
    wanted = relevant.all | named
    summarized = _summarized([file for file in mentions if file in wanted], relevant, summaries)
    candidates = find_candidates(summarized)
    found = [each.subject for each in candidates if each.is_builder]
    found += find_pipelines(summarized, candidates, summaries.functions_of, read_bytes)
    unparsed = {file: summary for file, summary in summarized.items() if summary.error is not None}
    meant = {file: each for file, each in unparsed.items() if file in named or each.names_step}
    found += [unparsed_module(file, each) for file, each in meant.items()]
    remarks = [
        f"{shown_path(file)}: left out, it does not parse and names no step: {each.error[0]}"
        for file, each in unparsed.items()
        if file not in meant and each.error is not None
    ]

    chosen: dict[str, Subject] = {}
    problems: list[str] = []
    for search in searches:
        messages = search.problems + [unreadable[file] for file in search.files if file in unreadable]
        subjects, more = _choose(search, own_files, found, candidates)
        # One message for a file is enough: one that cannot be read is not also said to hold no builder.
        problems += messages or more
        chosen.update({subject.id: subject for subject in subjects})
    subjects = [chosen[id] for id in sorted(chosen)]
    files = {subject.file for subject in subjects}
    majors = {file: summary.major for file, summary in summarized.items() if file in files}
    return Discovery(
        subjects=tuple(subjects),
        problems=tuple(dict.fromkeys(problems)),
        remarks=tuple(sorted(remarks)),
        majors={file: major for file, major in majors.items() if major is not None},
    )


def _summarized(files: Iterable[str], relevant: Relevant, summaries: Summaries) -> dict[str, FileSummary]:
    """The summaries of files, without those of files that are gone since they were first read."""
    asked = {file: (file in relevant.builders, file in relevant.makers) for file in files}
    summaries.prepare(asked)
    found = {}
    for file, (with_classes, with_makers) in asked.items():
        with contextlib.suppress(OSError):
            found[file] = summaries.of(file, with_classes=with_classes, with_makers=with_makers)
    return found


def _look_up(given: str, is_excluded: Callable[[str], bool]) -> _Search:
    """Find the files of one given path."""
    path, wanted = given, ""
    dependencies.record(given)
    if not os.path.exists(path) and "::" in path:
        path, _, wanted = path.partition("::")
        dependencies.record(path)
    search = _Search(given=given, wanted=wanted, is_folder=os.path.isdir(path))
    if not path or not os.path.exists(path):
        search.problems.append(f"{given}: no such file or folder; check the path, it is relative to {_here()}")
    elif search.is_folder and wanted:
        search.problems.append(f"{given}: {path} is a folder; name the file that holds {wanted}, as file.py::{wanted}")
    elif search.is_folder:
        search.files.extend(_python_files(os.path.abspath(path), search.problems, is_excluded))
    elif not path.endswith(_SUFFIXES) or not os.path.isfile(path):
        expected = "a folder or a file whose name ends in .py or .ipynb"
        search.problems.append(f"{given}: not a Python file; expected {expected}")
    else:
        search.files.append(os.path.abspath(path))
    return search


def _here() -> str:
    return "the folder where the tool was started"


def _python_files(folder: str, problems: list[str], is_excluded: Callable[[str], bool]) -> Iterator[str]:
    """The Python files below `folder`; each folder is visited once, however many links lead to it."""

    def report_unlistable(error: OSError) -> None:
        problems.append(f"{shown_path(str(error.filename))}: cannot be listed: {error.strerror}; check its permissions")

    entered: set[str] = set()
    for here, folders, files in os.walk(folder, onerror=report_unlistable, followlinks=True):
        real = os.path.realpath(here)
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        dependencies.record(os.path.join(here, dependencies.PYTHON_FILES))
        kept = (name for name in folders if not _is_skipped(here, name) and not is_excluded(os.path.join(here, name)))
        folders[:] = sorted(kept)
        for name in sorted(files):
            path = os.path.join(here, name)
            is_test = name.startswith("test_") or name == "conftest.py"
            is_wanted = name.endswith(_SUFFIXES) and not name.startswith(".") and not is_test
            # A dangling link is listed, so that it is reported; pipes and devices are not read.
            if is_wanted and (os.path.isfile(path) or os.path.islink(path)) and not is_excluded(path):
                yield path


def _is_skipped(here: str, name: str) -> bool:
    if name.startswith(".") or name in _SKIPPED_FOLDERS:
        return True
    mark = os.path.join(here, name, "pyvenv.cfg")
    dependencies.record(mark)
    return os.path.exists(mark)


def _read(files: Iterator[str]) -> tuple[dict[str, str], dict[str, Mention], dict[str, str]]:
    """What the files mention, and messages for those that cannot be read.

    Returns:
        For each file the one that it is, which differs where several links lead to one; what each of these mentions;
        and the messages by file.
    """
    real_folders: dict[str, str] = {}
    real_paths = {file: _real_path(file, real_folders) for file in files}
    # A file by its own name goes before links to it, whatever the order of the paths.
    ordered = sorted(real_paths, key=lambda file: (real_paths[file] != file, file))
    own_files: dict[str, str] = {}
    mentions: dict[str, Mention] = {}
    unreadable: dict[str, str] = {}
    by_real_path: dict[str, str] = {}
    for file in ordered:
        own = by_real_path.setdefault(real_paths[file], file)
        try:
            if own not in mentions:
                mentions[own] = mention(own, read_bytes(own))
            own_files[file] = own
        except OSError as error:
            reason = error.strerror or type(error).__name__
            unreadable[file] = f"{shown_path(file)}: cannot be read: {reason}; check the file and its permissions"
    return own_files, mentions, unreadable


def _real_path(file: str, real_folders: dict[str, str]) -> str:
    """The path of a file without links; folders are looked up once."""
    folder, name = os.path.split(file)
    if folder not in real_folders:
        real_folders[folder] = os.path.realpath(folder)
    path = os.path.join(real_folders[folder], name)
    return os.path.realpath(path) if os.path.islink(path) else path


def _choose(
    search: _Search, own_files: Mapping[str, str], found: Sequence[Subject], candidates: Sequence[Candidate]
) -> tuple[list[Subject], list[str]]:
    """The subjects that one given path selects, and a message where it selects none."""
    files = {own_files[file] for file in search.files if file in own_files}
    here = [subject for subject in found if subject.file in files]
    if not search.wanted:
        what = "folder" if search.is_folder else "file"
        expected = (
            "a class named …StepBuilder, derived from a step builder, or with a create_step method, "
            "or code that makes steps or a pipeline with the SDK"
        )
        message = f"{search.given}: no step builder and no pipeline in this {what}; expected {expected}; check the path"
        return here, [] if here else [message]
    named = [subject for subject in here if subject.name in {search.wanted, ""}]
    if named:
        return named, []
    for candidate in candidates:
        if candidate.file in files and candidate.summary.name == search.wanted:
            if candidate.obstacle:
                message = f"{search.given}: {search.wanted} {candidate.obstacle}; name a class that can be built"
                return [], [message]
            # A class that is named explicitly is tested even if its name says that it is a base class.
            return [candidate.subject], []
    names = sorted(subject.name for subject in here)
    close = difflib.get_close_matches(search.wanted, names, n=1)
    meant = f"did you mean {close[0]}?" if close else "check the name"
    return [], [
        f"{search.given}: no step builder or pipeline {search.wanted} in this file; there is "
        f"{', '.join(names) or 'none'}; {meant}"
    ]
