"""The images that the SDK's registry has for training alone."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.sdk import ecr, images


def only_trains(image: str) -> bool:
    """Whether an image is of a repository that the registry has for training alone."""
    framework, found = ecr.framework_of(image), _REPOSITORY.search(image)
    if framework is None or found is None or not images.has_framework(framework):
        return False
    return found[1] in _training_repositories(framework)


@functools.cache
def _training_repositories(framework: str) -> frozenset[str]:
    """The repositories that the registry has for training alone."""
    config = images.framework_document(framework)
    if "scope" in config or "training" not in config:
        return frozenset()
    serving = {name for scope in config if scope != "training" for name in _repositories(config[scope])}
    return frozenset(_repositories(config["training"])) - serving


#: The repository of an image.
_REPOSITORY = re.compile(r"\.dkr\.ecr\.[^/]+/([\w./-]+)[:@]")


def _repositories(document: Any) -> Iterator[str]:
    if isinstance(document, Mapping):
        for key, value in document.items():
            if key == "repository" and isinstance(value, str):
                yield value
            else:
                yield from _repositories(value)
