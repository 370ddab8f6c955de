"""The hook that a ``conftest.py`` may implement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cursus_tester.results.subject import Subject


@pytest.hookspec(firstresult=True)
def pytest_conformance_config(builder: Subject) -> Any:
    """A config for `builder`, or a function without arguments that makes one; ``None`` leaves it to others.

    Called once for each builder that is to be checked, when the first test of it runs. `builder` has its class's
    ``name``, its ``file`` and its ``place.path``. An implementation in a folder's ``conftest.py`` is asked for the
    builders below that folder.
    """
