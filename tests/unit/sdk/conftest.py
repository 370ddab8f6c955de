"""The SDK's answers about images, at a pace to ask it for all of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def quick_sdk() -> Iterator[None]:
    """The SDK as it is, but for its files, which it reads again for every answer, and for what it logs."""
    from sagemaker import image_uris, utils

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_uris, "config_for_framework", functools.cache(image_uris.config_for_framework))
        patch.setattr(utils, "_botocore_resolver", functools.cache(utils._botocore_resolver))
        patch.setattr(image_uris.logger, "disabled", True)
        yield
