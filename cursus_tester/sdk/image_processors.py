"""Which processors the images of a framework are for: some have one image for CPUs and another one for GPUs."""

from __future__ import annotations

from cursus_tester.sdk.images import RegistryError, _scope, _version


def depends_on_processor(framework: str, version: str, scope: str) -> bool:
    """Whether another instance type can mean another image; true where the registry does not say.

    Args:
        framework: As the registry calls it, such as ``xgboost``.
        version: Of the framework.
        scope: ``training`` or ``inference``; empty: where a look-up may leave it out.
    """
    try:
        whole = _scope(framework, scope or "inference")
        _, entry = _version(framework, version, scope or "inference")
    except RegistryError:
        return True
    processors = entry.get("processors", whole.get("processors"))
    return processors is None or len(processors) != 1
