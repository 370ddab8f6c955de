"""Find the framework of a builder from its names, imports and documentation."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sdk import images
from cursus_tester.sdk.frameworks import framework_in
from cursus_tester.sdk.names import subpackage_of, subpackages_in

#: A framework as ``image_uris.retrieve`` is told it.
_NAMED_FRAMEWORK = re.compile(r"""(?:\bframework=|\bretrieve\(\s*)["']([\w-]+)["']""")
#: The framework of the training jobs for a builder that does not name one.
_USUAL = "xgboost"


def framework_of(cls: type, module: Any) -> str | None:
    """The framework in the name of a class, the name of its module, or the SDK classes that the module imports."""
    named = framework_in(cls.__name__) or framework_in(module.__name__.rsplit(".", 1)[-1])
    return named or next(iter(_frameworks_in(module)), None)


def trained_framework(cls: type, module: ModuleType, team_code: TeamCode, takes_script: bool) -> str | None:
    """The framework of the estimator that a builder expects without naming it; ``None``: any estimator will do.

    The team's modules that it uses may import the estimator's class, and its documentation may name it. Code that turns
    a script into a request without naming a framework works for frameworks whose images download it.
    """
    imported = {name for each in _used_modules(cls, module, team_code) for name in _frameworks_in(each)}
    if len(imported) == 1:
        return imported.pop()
    documented = framework_in(f"{cls.__doc__ or ''} {module.__doc__ or ''}")
    return documented or (_USUAL if takes_script else None)


def _used_modules(cls: type, module: ModuleType, team_code: TeamCode) -> Iterator[ModuleType]:
    """The team's modules that hold the builder's ancestors, and what its module imports."""
    names = {each.__module__ for each in cls.__mro__}
    for value in vars(module).values():
        names.add(value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", "")))
    for name in sorted(names - {module.__name__}):
        found = sys.modules.get(name)
        if found is not None and team_code.holds(str(getattr(found, "__file__", None))):
            yield found


#: What the registry has images of that look at the jobs of a framework, beside which the SDK's modules are imported.
_TOOLS = frozenset({"clarify", "debugger"})


def _frameworks_in(module: ModuleType) -> list[str]:
    """The frameworks that a module imports from the SDK, else those that it names to it."""
    classes = (each for each in vars(module).values() if isinstance(each, type))
    imported = {name for name in map(subpackage_of, (each.__module__ for each in classes)) if name is not None}
    # Imports inside functions show in the text only.
    text = _text_of(module)
    imported |= subpackages_in(text)
    return _known(imported) or _known(_NAMED_FRAMEWORK.findall(text))


def _known(names: Iterable[str]) -> list[str]:
    return [name for name in sorted(set(names) - _TOOLS) if images.has_framework(name)]


def _text_of(module: ModuleType) -> str:
    try:
        return inspect.getsource(module)
    except (OSError, TypeError):
        return ""
