"""The shape of the package: no circles at any depth, no module too long to read at once."""

from __future__ import annotations

import graphlib
from pathlib import Path

import grimp
import pytest

import cursus_tester

PACKAGE = Path(cursus_tester.__file__).parent
GRAPH = grimp.build_graph("cursus_tester")
PACKAGES = sorted(module for module in GRAPH.modules if GRAPH.find_children(module))
#: Lines that a module may have.
LONGEST = 350
#: It offers all by name, and imports what is asked for only when it is.
OFFERED = "cursus_tester"


def imports_among_children(package: str) -> dict[str, set[str]]:
    """Which child of a package, or the package's own module, imports which, anywhere below it."""
    below = {child: {child, *GRAPH.find_descendants(child)} for child in GRAPH.find_children(package)}
    if package != OFFERED:
        below[package] = {package}
    owner = {module: child for child, modules in below.items() for module in modules}
    found: dict[str, set[str]] = {child: set() for child in below}
    for module, child in owner.items():
        imported = (owner.get(each) for each in GRAPH.find_modules_directly_imported_by(module))
        found[child] |= {each for each in imported if each is not None and each != child}
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_has_a_circle_among_its_children(package: str) -> None:
    try:
        graphlib.TopologicalSorter(imports_among_children(package)).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"a circle of imports in {package}: {' <- '.join(error.args[1])}; move what they share below them")


def test_nothing_imports_the_package_that_offers_all_by_name() -> None:
    assert GRAPH.find_modules_that_directly_import(OFFERED) == set()


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_can_be_read_at_once(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())

    assert lines <= LONGEST, f"{file} has {lines} lines; look for the second idea in it"
