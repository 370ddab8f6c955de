"""pytest-mock's spies on the SDK: they listen, the real classes run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cursus_tester.sdk import names
from cursus_tester.sdk.frameworks import FRAMEWORKS
from cursus_tester.sdk.installed import sdk

#: The classes whose constructors are spied on.
_SPIED = (
    names.CREATE_MODEL_STEP,
    names.MODEL,
    names.MODEL_STEP,
    names.PIPELINE_MODEL,
    *(names.FRAMEWORK_MODELS[each] for each in FRAMEWORKS),
)


class SdkCalls(Mapping[str, Any]):
    """Spies by name: SDK classes, whose constructors are spied on, and ``image_uris.retrieve``.

    A framework's model also counts as a ``Model``, whose constructor it calls. Each is a ``MagicMock``:
    ``sdk_calls["CreateModelStep"].call_args.kwargs["model"]``. The first positional argument is the object itself.
    """

    def __init__(self, spies: Mapping[str, Any]) -> None:
        self._spies = spies

    def __getitem__(self, name: str) -> Any:
        if name not in self._spies:
            raise KeyError(f"{name!r} is not spied on; there is {', '.join(sorted(self._spies))}")
        return self._spies[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spies)

    def __len__(self) -> int:
        return len(self._spies)


def spy_on_sdk(request: pytest.FixtureRequest) -> SdkCalls:
    """Spies for one test.

    Raises:
        pytest.UsageError: pytest-mock is not installed or is turned off.
    """
    try:
        mocker = request.getfixturevalue("mocker")
    except pytest.FixtureLookupError:
        pytest.fail("the fixture sdk_calls needs pytest-mock; install it (pip install pytest-mock)", pytrace=False)
    classes = sdk().classes
    spies = {name: mocker.spy(classes.class_named(name), "__init__") for name in _SPIED}
    retrieve = names.RETRIEVE
    return SdkCalls({**spies, retrieve: mocker.spy(classes.holders(retrieve)[0], retrieve.rpartition(".")[2])})
