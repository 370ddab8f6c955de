"""From which module each class of the SDK is imported, known without importing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cursus_tester.evidence.account_names import DEFAULT_REGION
from cursus_tester.sdk.distribution import SdkError, installed_major
from cursus_tester.sdk.v2.modules import module_of as module_of_v2
from cursus_tester.sdk.v3.modules import module_of as module_of_v3

#: What must be in the environment of a process before it imports v3 and has a fake answer it: the import makes a boto3
#: client, and moto (5.2) does not answer what roles are checked by (core 2.27.0).
_NEEDED_BY_V3: Mapping[str, str] = {
    "AWS_DEFAULT_REGION": DEFAULT_REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
    "SAGEMAKER_VALIDATE_ROLE": "false",
}
#: By the SDK's major version.
_MODULE_OF: Mapping[int, Callable[[str], str]] = {2: module_of_v2, 3: module_of_v3}


def module_of(name: str) -> str:
    """The dotted name of the module that defines the class `name`, such as ``sagemaker.workflow.steps``.

    Raises:
        SdkError: The adapter for the installed SDK knows no such class.
    """
    major = installed_major()
    if major not in _MODULE_OF:
        known = ", ".join(map(str, _MODULE_OF))
        raise SdkError(f"nothing is known of the modules of SDK v{major}; there is {known}")
    return _MODULE_OF[major](name)


def import_of(name: str) -> str:
    """The statement that imports the class `name`, such as ``from sagemaker.session import Session``.

    Raises:
        SdkError: The adapter for the installed SDK knows no such class.
    """
    return f"from {module_of(name)} import {name}"


def needed_variables() -> Mapping[str, str]:
    """The environment variables without which a script of its own cannot import the installed SDK and fake AWS."""
    return _NEEDED_BY_V3 if installed_major() == 3 else {}
