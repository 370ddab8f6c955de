"""The table of what SDK v3 has in place of v2's public names, against the installed SDK v2."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import sagemaker

from cursus_tester.sdk.v3_places import place_of, versions
from tools.public_names import Names, read_names

_PACKAGES = Path(next(iter(sagemaker.__path__))).parent
#: Programs and tools of the SDK's own that nobody imports.
_TOOLS = ("sagemaker.cli", "sagemaker.amtviz", "sagemaker.serve.save_retrive")


@functools.cache
def _installed() -> Names:
    return {module: names for module, names in read_names(_PACKAGES).items() if not module.startswith(_TOOLS)}


def test_every_public_name_of_the_installed_sdk_has_an_answer() -> None:
    """The table is made from this very version; where another one is installed, `make migration` makes it anew."""
    assert versions()[0] == sys.modules["sagemaker"].__version__
    unanswered = [
        f"{module}.{name}"
        for module, names in _installed().items()
        for name in names
        if place_of(module, name) is None or place_of(module, name).name != f"{module}.{name}"  # type: ignore[union-attr]
    ]
    assert unanswered == []


def test_names_that_pipelines_import_are_answered_by_what_version_three_has() -> None:
    workflow = {module: names for module, names in _installed().items() if module.startswith("sagemaker.workflow")}
    gone = {
        f"{module}.{name}"
        for module, names in workflow.items()
        for name, what in names.items()
        if what.kind in ("class", "function")
        and what.defined == f"{module}.{name}"
        and (known := place_of(module, name)) is not None
        and known.place is None
        and "airflow" not in module
    }
    assert gone == {"sagemaker.workflow.entities.Expression"}


def test_a_longer_name_is_answered_by_the_part_that_is_public() -> None:
    known = place_of("sagemaker", "session.Session.default_bucket")
    assert known is not None
    assert (known.name, known.place) == (
        "sagemaker.session.Session",
        "sagemaker.core.helper.session_helper.Session",
    )
