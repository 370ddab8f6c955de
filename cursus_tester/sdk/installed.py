"""The adapter for the SDK that is installed."""

from __future__ import annotations

import functools
import warnings

from cursus_tester.sdk.distribution import (
    REQUIREMENT,
    REQUIREMENT_V3,
    SdkError,
    installed_major,
    installed_sdk,
    installed_version,
    outdated_parts,
    parts_of_another_major,
)
from cursus_tester.sdk.names import DISTRIBUTION, V3_PARTS
from cursus_tester.sdk.protocol import Sdk


def check_supported() -> None:
    """Raise `SdkError` where the installed SDK is none that builders can be run with."""
    major = installed_major()
    if installed_version() is None:
        raise SdkError(f"found {installed_sdk()}; pip install 'cursus-tester[run]', which brings one")
    if major not in (2, 3):
        raise SdkError(
            f"found {installed_sdk()}; builders are run with {REQUIREMENT}, or with {REQUIREMENT_V3}: make an "
            "environment with one of them and run cursus-tester there"
        )
    if major == 3:
        wrong = outdated_parts()
        if wrong:
            raise SdkError(
                f"found {installed_sdk()}: {', '.join(wrong)}; builders are run with {REQUIREMENT_V3}: "
                f"pip install --upgrade {DISTRIBUTION} {' '.join(V3_PARTS)}"
            )
        return
    mixed = parts_of_another_major()
    if mixed:
        raise SdkError(
            f"found {installed_sdk()} beside {', '.join(mixed)}, which belong to version 3 and overwrite its modules: "
            f"pip uninstall {' '.join(each.partition(' ')[0] for each in mixed)}, then pip install --force-reinstall "
            f"--no-deps {DISTRIBUTION}=={installed_version()} '{V3_PARTS[0]}<2'"
        )


@functools.cache
def sdk() -> Sdk:
    """The installed SDK, imported when this is first asked for.

    Raises:
        SdkError: None is installed, there is no adapter for its version, or it lacks something that its adapter needs.
    """
    check_supported()
    try:
        with warnings.catch_warnings():
            # What the SDK warns of while it is imported is nobody's doing.
            warnings.simplefilter("ignore")
            return _adapter()
    except ImportError as error:
        # The message of a module that SDK 3 has removed has several lines.
        said = str(error).partition("\n")[0]
        raise SdkError(f"{installed_sdk()} cannot be imported: {type(error).__name__}: {said}") from error


def _adapter() -> Sdk:
    if installed_major() == 2:
        from cursus_tester.sdk.v2.adapter import ADAPTER
    else:
        from cursus_tester.sdk.v3.adapter import ADAPTER
    return ADAPTER
