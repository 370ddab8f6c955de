"""The adapter for the SDK that is installed."""

from __future__ import annotations

import functools
import warnings

from cursus_tester.sdk.distribution import REQUIREMENT, SdkError, installed_parts, installed_sdk, installed_version
from cursus_tester.sdk.names import DISTRIBUTION, V3_ONLY_PARTS
from cursus_tester.sdk.protocol import Sdk


def check_supported() -> None:
    """Raise `SdkError` where the installed SDK is none that builders can be run with."""
    major = (installed_version() or "").partition(".")[0]
    if not major:
        raise SdkError(f"found {installed_sdk()}; pip install 'cursus-tester[run]', which brings {REQUIREMENT}")
    if major != "2":
        raise SdkError(
            f"found {installed_sdk()}; builders are run with {REQUIREMENT}: make an environment with that and run "
            "cursus-tester there; --static says what of a builder version 3 no longer has (SB491)"
        )
    mixed = [f"{name} {installed_parts()[name]}" for name in V3_ONLY_PARTS if name in installed_parts()]
    if mixed:
        raise SdkError(
            f"found {installed_sdk()} beside {', '.join(mixed)}, which belong to version 3 and overwrite its modules: "
            f"pip uninstall {' '.join(V3_ONLY_PARTS)}, then pip install --force-reinstall --no-deps "
            f"{DISTRIBUTION}=={installed_version()}"
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
            from cursus_tester.sdk.v2.adapter import ADAPTER
    except ImportError as error:
        raise SdkError(f"{installed_sdk()} cannot be imported: {type(error).__name__}: {error}") from error
    return ADAPTER
