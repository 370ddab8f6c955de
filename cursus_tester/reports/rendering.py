"""Options for renderers, and lookup of renderers by the name of their format."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

_Rendered = TypeVar("_Rendered")


class Detail(enum.Enum):
    """How much formats for people show."""

    #: Only findings that count, and the verdict.
    BRIEF = "brief"
    NORMAL = "normal"
    #: Also rules that passed or were not applicable.
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How the text will be shown. Formats for machines ignore these options."""

    #: Whether to write terminal colour codes.
    color: bool = False
    #: In characters.
    width: int = 100
    detail: Detail = Detail.NORMAL


#: For a file.
FOR_A_FILE = RenderOptions()

#: Returns text that ends with a line break; the same input gives the same text.
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
