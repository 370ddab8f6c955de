"""The adapter for the SDK that is installed."""

from __future__ import annotations

import functools
import warnings

from cursus_tester.sdk.distribution import REQUIREMENT, SdkError, installed_sdk, installed_version
from cursus_tester.sdk.protocol import Sdk


@functools.cache
def sdk() -> Sdk:
    """The installed SDK, imported when this is first asked for.

    Raises:
        SdkError: None is installed, there is no adapter for its version, or it lacks something that its adapter needs.
    """
    major = (installed_version() or "").partition(".")[0]
    if major != "2":
        raise SdkError(f"found {installed_sdk()}; builders are run with {REQUIREMENT}: install that")
    try:
        with warnings.catch_warnings():
            # What the SDK warns of while it is imported is nobody's doing.
            warnings.simplefilter("ignore")
            from cursus_tester.sdk.v2.adapter import ADAPTER
    except ImportError as error:
        raise SdkError(f"{installed_sdk()} cannot be imported: {type(error).__name__}: {error}") from error
    return ADAPTER
