"""From which module each class of the SDK is imported, known without importing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cursus_tester.sdk.distribution import SdkError, installed_version
from cursus_tester.sdk.v2.modules import module_of as module_of_v2

#: By the SDK's major version.
_MODULE_OF: Mapping[str, Callable[[str], str]] = {"2": module_of_v2}
#: What is assumed where no SDK is installed.
_DEFAULT = "2"


def module_of(name: str) -> str:
    """The dotted name of the module that defines the class `name`, such as ``sagemaker.workflow.steps``.

    Raises:
        SdkError: The adapter for the installed SDK knows no such class.
    """
    major = (installed_version() or _DEFAULT).partition(".")[0]
    if major not in _MODULE_OF:
        raise SdkError(f"nothing is known of the modules of SDK v{major}; there is {', '.join(_MODULE_OF)}")
    return _MODULE_OF[major](name)


def import_of(name: str) -> str:
    """The statement that imports the class `name`, such as ``from sagemaker.session import Session``.

    Raises:
        SdkError: The adapter for the installed SDK knows no such class.
    """
    return f"from {module_of(name)} import {name}"
