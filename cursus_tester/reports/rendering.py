"""What every renderer is given, and how renderers are found by the name of their format."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

_Rendered = TypeVar("_Rendered")


class Detail(enum.Enum):
    """How much people are told."""

    #: Only what is held against builders, and the verdict.
    BRIEF = "brief"
    NORMAL = "normal"
    #: Also what rules said that found nothing.
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """Where the text will be read; formats for machines look at none of this."""

    #: Whether terminal colour codes are wanted.
    color: bool = False
    #: In characters.
    width: int = 100
    detail: Detail = Detail.NORMAL


#: For a file.
FOR_A_FILE = RenderOptions()

#: The same report and options give the same text, ending with a line break.
Renderer = Callable[[_Rendered, RenderOptions], str]


class Renderers(Mapping[str, Renderer[_Rendered]], Generic[_Rendered]):
    """Renderers by the name of their format. A renderer's module is imported when its format is asked for."""

    def __init__(self, functions: Mapping[str, str]) -> None:
        """Take the functions as ``module:function``, by the name of their format."""
        self._functions = functions

    def __getitem__(self, name: str) -> Renderer[_Rendered]:
        module, _, function = self._functions[name].partition(":")
        renderer: Renderer[_Rendered] = getattr(importlib.import_module(module), function)
        return renderer

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)
