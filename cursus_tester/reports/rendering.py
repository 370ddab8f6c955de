"""Options for renderers, and lookup of renderers by the name of their format."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

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

    def __init__(self, functions: Mapping[str, str], in_pieces: Mapping[str, str] | None = None) -> None:
        """Take the functions as ``module:function``, by the name of their format.

        Args:
            functions: Each returns the whole text.
            in_pieces: Of formats with long texts, the functions that return them piece by piece.
        """
        self._functions, self._in_pieces = functions, in_pieces or {}

    def __getitem__(self, name: str) -> Renderer[_Rendered]:
        renderer: Renderer[_Rendered] = _function(self._functions[name])
        return renderer

    def pieces(self, name: str, rendered: _Rendered, options: RenderOptions) -> Iterable[str]:
        """The pieces of a text, which need not be in memory together; of most formats there is one."""
        if name not in self._in_pieces:
            return (self[name](rendered, options),)
        pieces: Iterable[str] = _function(self._in_pieces[name])(rendered, options)
        return pieces

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


def _function(named: str) -> Callable[..., Any]:
    module, _, function = named.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found
