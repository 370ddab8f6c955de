"""Look at a repository, and write what it lacks. Each function says in a line what it did."""

from __future__ import annotations

import os
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from typing import Any

from cursus_tester.files.replacing import replace_content
from cursus_tester.initialization import integrations
from cursus_tester.initialization.candidates import repository_modules
from cursus_tester.initialization.integrations import Surroundings
from cursus_tester.initialization.layout import import_root_needed, paths_to_check
from cursus_tester.initialization.needs import Needs, find_needs
from cursus_tester.initialization.release import installed_release
from cursus_tester.initialization.settings_text import with_settings
from cursus_tester.rules.registry import load_rules
from cursus_tester.run.engine import Progress
from cursus_tester.run.planning import CheckRequest, Plan, Unable, plan
from cursus_tester.settings.reading import OWN_FILE, SHARED_FILE, SettingsError, settings_file
from cursus_tester.source.modules import read_module, repository_root
from cursus_tester.source.sdk_major import written_for

_TABLE = "tool.cursus-tester"


class LeftToOwner(Exception):
    """A file that only its owner can add to; `part` is what to add."""

    def __init__(self, problem: str, part: str) -> None:
        super().__init__(problem)
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What there is to check, and where its settings are or will be."""

    #: Absolute.
    top: str
    #: The settings file, absolute; it need not exist.
    file: str
    has_settings: bool
    planned: Plan
    #: What is checked, relative to `top`.
    paths: tuple[str, ...]
    #: Where imports start, relative to `top`; empty: where they do by default, or where the settings say.
    import_root: str
    #: The versions of the SDK that all of it is written for, as pip says it; empty where that is not one.
    sagemaker: str = ""


def look_at(folder: str) -> Repository:
    """Find what there is to check: where settings hold in `folder`, what they say, else in the whole repository.

    Raises:
        Unable: There is nothing to check, or the settings cannot be used.
    """
    try:
        existing = settings_file(folder)
    except SettingsError as error:
        raise Unable(*error.problems) from error
    top = os.path.dirname(existing) if existing else repository_root(folder) or folder
    shared = os.path.join(top, SHARED_FILE)
    file = existing or (shared if os.path.isfile(shared) else os.path.join(top, OWN_FILE))
    planned = plan(CheckRequest(overrides={} if existing else {"paths": [os.path.relpath(top)]}))
    if not planned.subjects:
        raise Unable(*planned.problems, "nothing is written")
    modules = [read_module(subject.file) for subject in planned.subjects]
    said = [os.path.relpath(path, top).replace(os.sep, "/") for path in planned.settings.paths]
    return Repository(
        top=top,
        file=file,
        has_settings=existing is not None,
        planned=planned,
        paths=tuple(said or ["."]) if existing else paths_to_check([module.file for module in modules], top),
        import_root="" if existing else import_root_needed(modules, top),
        sagemaker=_sdk_of({major for module in modules if (major := written_for(module)) is not None}),
    )


def _sdk_of(majors: Set[int]) -> str:
    return "<3" if majors == {2} else ">=3" if majors == {3} else ""


def needs_of(repository: Repository, on_progress: Progress | None = None) -> Needs:
    """What the settings have to say so that everything loads.

    Raises:
        cursus_tester.workers.launching.ProbeError: Builders cannot be run here.
    """
    options = repository.planned.options
    if repository.import_root:
        root = os.path.join(repository.top, repository.import_root)
        options = replace(options, settings=replace(options.settings, import_root=root))
    subjects = [subject for subject in repository.planned.subjects if _is_meant(subject.file, repository)]
    modules = repository_modules(repository.top)
    return find_needs(subjects, load_rules(), options, modules, repository.top, on_progress)


def _is_meant(file: str, repository: Repository) -> bool:
    folders = (os.path.join(repository.top, path) for path in repository.paths)
    return "." in repository.paths or any(file == each or file.startswith(os.path.join(each, "")) for each in folders)


def write_settings(repository: Repository, needs: Needs) -> str:
    """Write what the settings file does not say yet.

    Raises:
        OSError: It cannot be written.
    """
    additions: dict[str, Any] = {}
    if not repository.has_settings:
        additions["paths"] = repository.paths
        if repository.import_root:
            additions["import-root"] = repository.import_root
    if needs.configs:
        additions["configs"] = needs.configs
    if needs.arguments:
        additions["pipelines"] = needs.arguments
    table = _TABLE if os.path.basename(repository.file) == SHARED_FILE else ""
    said = [f"{key} = {_told(value)}" for key, value in additions.items()]
    return _written(repository.file, lambda text: with_settings(text, additions, table), f"added {'; '.join(said)}")


def _told(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return f"[{', '.join(map(_told, value))}]" if isinstance(value, tuple) else f"for {', '.join(value)}"


def write_github_workflow(repository: Repository) -> str:
    """Write a workflow, unless one runs the tester.

    Raises:
        OSError: It cannot be written.
    """
    top = _git_top(repository.top)
    folder = os.path.join(top, os.path.dirname(integrations.GITHUB))
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        file = os.path.join(folder, name)
        if os.path.isfile(file) and integrations.mentions_us(_text(file)):
            return f"{_shown(file)}: unchanged, it runs cursus-tester"
    file = os.path.join(top, integrations.GITHUB)
    return _written(
        file, lambda _: integrations.github_workflow(_surroundings(repository, top)), "the gate on pull requests"
    )


def write_gitlab_job(repository: Repository) -> str:
    """Write a job for GitLab, beside the jobs that there are.

    Raises:
        OSError: It cannot be written.
        LeftToOwner: The file is one that only its owner can add to.
    """
    top = _git_top(repository.top)
    file = os.path.join(top, integrations.GITLAB)
    job = integrations.gitlab_job(_surroundings(repository, top))

    def changed(text: str) -> str:
        return _or_refuse(file, integrations.with_gitlab_job(text, job), job)

    return _written(file, changed, "the gate on merge requests", once=True)


def write_pre_commit_hook(repository: Repository) -> str:
    """Write a hook for pre-commit, behind the hooks that there are.

    Raises:
        OSError: It cannot be written.
        LeftToOwner: The file is one that only its owner can add to.
    """
    top = _git_top(repository.top)
    file, around = os.path.join(top, integrations.PRE_COMMIT), _surroundings(repository, top)

    def changed(text: str) -> str:
        return _or_refuse(file, integrations.with_hook(text, around), integrations.pre_commit_hook(around))

    return _written(file, changed, "a hook that reads what is staged; now: pre-commit install", once=True)


def _or_refuse(file: str, text: str | None, part: str) -> str:
    if text is None:
        problem = f"{_shown(file)}: unchanged, as it has a form that only you can add to; add what is printed"
        raise LeftToOwner(problem, part)
    return text


def _surroundings(repository: Repository, top: str) -> Surroundings:
    paths = [os.path.relpath(os.path.join(repository.top, path), top).replace(os.sep, "/") for path in repository.paths]
    return Surroundings(
        release=installed_release(),
        paths=paths,
        requirements=integrations.requirements_of(top),
        sagemaker=repository.sagemaker,
    )


def _git_top(top: str) -> str:
    """The folder with ``.git`` from `top` upwards; `top` where there is none."""
    folder = top
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return top
        folder = above
    return folder


def _written(file: str, change: Callable[[str], str], what: str, *, once: bool = False) -> str:
    """Change the text of a file, or make the file; say what came of it."""
    before = _text(file) if os.path.exists(file) else None
    if once and before is not None and integrations.mentions_us(before):
        return f"{_shown(file)}: unchanged, it has cursus-tester"
    after = change(before or "")
    if after == before:
        return f"{_shown(file)}: unchanged, it says all that is needed"
    replace_content(file, after.encode(), None if before is None else before.encode())
    return f"{_shown(file)}: {'written' if before is None else 'changed'}: {what}"


def _text(file: str) -> str:
    with open(file, encoding="utf-8", newline="") as stream:
        return stream.read()


def _shown(path: str) -> str:
    return os.path.relpath(path).replace(os.sep, "/")
