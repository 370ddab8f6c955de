"""Configs that a ``conftest.py`` has for builders, and the builders' classes as objects to go with them."""

from __future__ import annotations

import fnmatch
import importlib
import inspect
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.results.subject import Subject, SubjectKind
from cursus_tester.run.planning import Unable
from cursus_tester.source.modules import read_module, running_location
from cursus_tester.testing import CONFIG_PATTERNS


def imported_builder_for(subject: Subject, session: pytest.Session, import_root: str) -> ImportedBuilder | None:
    """A builder with the config that a ``conftest.py`` has for it; ``None`` where none has one.

    The hook ``pytest_conformance_config`` is asked first, then the nearest function under `conformance_config`.

    Args:
        subject: The builder.
        session: Knows the ``conftest.py`` files.
        import_root: The folder that the builder is imported from; empty: the one above its topmost package.

    Raises:
        Unable: The hook or the function raised.
    """
    if subject.kind is not SubjectKind.BUILDER:
        return None
    try:
        config = session.gethookproxy(Path(subject.file)).pytest_conformance_config(builder=subject)
        if config is None:
            config = next(_factories(subject, session.config), None)
        if inspect.isroutine(config):
            config = config()
    except Exception as error:
        raise Unable(f"{subject.id}: making its config raised {type(error).__name__}: {error}") from error
    cls = _class_of(subject, import_root) if config is not None else None
    return ImportedBuilder(cls=cls, config=config) if cls is not None else None


def _factories(subject: Subject, config: pytest.Config) -> Iterator[Any]:
    """Functions under ``@conformance_config`` that are meant for a builder, those of the nearest folder first."""
    conftests = [
        plugin
        for plugin in config.pluginmanager.get_plugins()
        if isinstance(plugin, ModuleType) and os.path.basename(str(getattr(plugin, "__file__", ""))) == "conftest.py"
    ]
    for folder in Path(subject.file).parents:
        for conftest in conftests:
            if Path(str(conftest.__file__)).parent == folder:
                for value in filter(inspect.isfunction, vars(conftest).values()):
                    patterns: tuple[str, ...] = getattr(value, CONFIG_PATTERNS, ())
                    if any(fnmatch.fnmatchcase(name, each) for each in patterns for name in (subject.name, subject.id)):
                        yield value


def _class_of(subject: Subject, import_root: str) -> type | None:
    """The builder's class, imported into this process as the project itself imports it; ``None`` where that fails.

    Why it fails is for the rules to say: they then see the builder imported in a process of its own.
    """
    real = os.path.realpath(subject.file)
    for module in tuple(sys.modules.values()):
        # The config is of the project's own import of the module, whatever name that goes by.
        if os.path.realpath(str(getattr(module, "__file__", None) or "")) == real:
            return getattr(module, subject.name, None)
    location = running_location(read_module(subject.file), import_root)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        # What the SDK warns of while it is imported is not the builder's doing.
        warnings.simplefilter("ignore")
        for root in (os.getcwd(), location.root):
            patch.syspath_prepend(root)
        try:
            return getattr(importlib.import_module(location.name), subject.name, None)
        except (Exception, SystemExit):
            return None
