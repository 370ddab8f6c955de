"""The image that the SDK's registry has for what a container is to run."""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass

from cursus_tester.sdk import images
from cursus_tester.sdk.images import RegistryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the registry is to be asked for a container."""

    framework: str
    version: str
    python: str | None
    instance_type: str | None
    region: str
    base_framework: str | None = None
    inference_tool: str | None = None
    scope: str = "inference"
    #: Whether the config's own machine is another one: that this one has no image proves nothing.
    is_machine_ours: bool = False
    #: Whether nothing says what machine it is for: any image of that version will do.
    is_any_machine: bool = False

    def others(self) -> tuple[str, ...]:
        """The images for other processors, where nothing says which one it is for."""
        if not self.is_any_machine:
            return ()
        found = []
        for each in ("ml.g4dn.xlarge", "ml.m6g.xlarge"):
            with contextlib.suppress(RegistryError):
                found.append(dataclasses.replace(self, instance_type=each).image())
        return tuple(found)

    def image(self) -> str:
        """The registry's answer.

        Raises:
            RegistryError: It has no such image.
        """
        return images.serving_image(
            framework=self.framework,
            version=self.version,
            python=self.python,
            instance_type=self.instance_type,
            region=self.region,
            base_framework=self.base_framework,
            inference_tool=self.inference_tool,
            scope=self.scope,
        )

    def __str__(self) -> str:
        what = f"{self.framework} {self.version}"
        more = (self.base_framework, self.python, self.instance_type, self.inference_tool, self.region)
        return ", ".join(filter(None, (what, *more)))
