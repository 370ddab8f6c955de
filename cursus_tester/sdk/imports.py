"""From which module each class of the SDK is imported, known without importing it."""

from __future__ import annotations

from collections.abc import Mapping

from cursus_tester.sdk.distribution import SdkError, installed_version
from cursus_tester.sdk.v2.modules import MODULES as V2_MODULES

#: By the SDK's major version.
_MODULES: Mapping[str, Mapping[str, str]] = {"2": V2_MODULES}
#: What is assumed where no SDK is installed.
_DEFAULT = "2"


def module_of(name: str) -> str:
    """The dotted name of the module that defines the class `name`, such as ``sagemaker.workflow.steps``.

    Raises:
        SdkError: The adapter for the installed SDK knows no such class.
    """
    major = (installed_version() or _DEFAULT).partition(".")[0]
    if major not in _MODULES:
        raise SdkError(f"nothing is known of the modules of SDK v{major}; there is {', '.join(_MODULES)}")
    modules = _MODULES[major]
    if name not in modules:
        raise SdkError(
            f"the adapter for SDK v{major} knows no class {name!r}; "
            f"add it, with the module that defines it, to MODULES in cursus_tester/sdk/v{major}/modules.py"
        )
    return modules[name]


def import_of(name: str) -> str:
    """The statement that imports the class `name`, such as ``from sagemaker.session import Session``.

    Raises:
        SdkError: The adapter for the installed SDK knows no such class.
    """
    return f"from {module_of(name)} import {name}"
