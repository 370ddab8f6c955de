"""What a container lacks of the code that it runs, though the machine that built the pipeline has it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping

from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.field_names import ANY_TEXT
from cursus_tester.evidence.trace import Archive

_REQUIREMENTS = "requirements.txt"
PACK_BESIDE = (
    "give the SDK the folder that holds the script and all of it, source_dir=…, and what lies elsewhere as "
    "dependencies=[…] without a slash at its end; put requirements.txt at the top of that folder"
)


def packed_code(
    program: str, archive: Archive, others: Collection[str] = (), *, installs: bool = True, hint: str = PACK_BESIDE
) -> Delivery:
    """Whether the code beside a program is in what was uploaded.

    Args:
        program: The script that the container runs, by its name in the archive.
        archive: What was uploaded.
        others: Further files that are in the script's folder.
        installs: Whether the container installs the ``requirements.txt`` at the top of the archive.
        hint: How the SDK is given what lies beside a script.
    """
    fault, script = _fault(program, archive, others, installs)
    if fault and script in archive.searching:
        return Delivery(unknown=f"{fault}; {script} installs packages, or looks for modules elsewhere, when it runs")
    return Delivery(wrong=fault, hint=hint) if fault else Delivery()


def unknown_options(given: Collection[str], script: str, archive: Archive | None) -> tuple[str, ...]:
    """The options among the arguments of a script that its parser does not take; empty where nobody knows them all.

    Args:
        given: The options, such as ``--rate`` or ``--rate=1``.
        script: The script, by its name in the archive.
        archive: What was uploaded.
    """
    known = archive.options.get(script) if archive is not None else None
    if known is None:
        return ()
    # What a scenario adds, no script takes.
    flags = (each.partition("=")[0] for each in given if not each.lstrip("-").startswith(ANY_TEXT))
    return tuple(flag for flag in flags if not any(_takes(option, flag) for option in known))


def _takes(option: str, flag: str) -> bool:
    """Whether an option is meant: a long one may be cut, and a short one may have its value behind it."""
    if flag.startswith("--"):
        return option.startswith(flag)
    return option == flag or (len(option) == 2 and flag.startswith(option))


def _fault(program: str, archive: Archive, others: Collection[str], installs: bool) -> tuple[str, str]:
    """What is wrong, and the script whose import it is; both empty where nothing is known to be."""
    members = frozenset((*(archive.members or (program,)), *others))
    if program in archive.replaced:
        return f"two files are packed as {program}, and the container runs the later one", ""
    if _REQUIREMENTS in archive.replaced and installs:
        return f"two files are packed as {_REQUIREMENTS}, and the container installs the later one", ""
    beside = posixpath.join(posixpath.dirname(program), _REQUIREMENTS)
    if installs and beside in members and _REQUIREMENTS not in members:
        return f"the container installs the {_REQUIREMENTS} at the top of what is packed; there is {beside} only", ""
    for script, name, place in _missing(program, archive.imports, members):
        if posixpath.basename(place) != _REQUIREMENTS:
            where = f"lies at {place} as seen from the script, and which is not packed"
            return f"{script} imports {name}, which {where}", _searching(script, program, archive)
        if not installs or _REQUIREMENTS not in members:
            where = f"does not install {place}, which lies by the script"
            return f"{script} imports {name}, and the container {where}", _searching(script, program, archive)
    return "", ""


def _searching(script: str, program: str, archive: Archive) -> str:
    """The script that decides where modules are found: the one that imports, or the program that started it."""
    return program if program in archive.searching else script


def _missing(
    program: str, imports: Mapping[str, Mapping[str, str]], members: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """The imports of a program, and of the packed modules that it imports, that only the building machine resolves."""
    seen, pending = {program}, [program]
    while pending:
        script = pending.pop()
        for name, place in imports.get(script, {}).items():
            found = list(_resolved(name, script, program, members))
            if not found and place:
                yield script, name.partition(".")[0], place
            pending += [each for each in found if each not in seen]
            seen.update(found)


def _resolved(name: str, script: str, program: str, members: Collection[str]) -> Iterator[str]:
    """The packed files that an import runs; of a package without a file of its own what lies in it."""
    level = len(name) - len(name.lstrip("."))
    here = posixpath.dirname(script)
    for _ in range(level - 1):
        here = posixpath.dirname(here)
    parts = name.lstrip(".").split(".")
    for folder in (here,) if level else dict.fromkeys((posixpath.dirname(program), "")):
        path, any_there = folder, False
        for part in parts:
            path = posixpath.join(path, part)
            for file in (f"{path}.py", f"{path}/__init__.py"):
                if file in members:
                    any_there = True
                    yield file
            if not any_there and any(each.startswith(f"{path}/") for each in members):
                any_there = True
                yield f"{path}/"
        if any_there:
            return
