"""A page as a tree, for tests: every element closed where it should be, or no tree."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset({"input", "link", "meta", "wbr"})


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._builder = TreeBuilder()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> ends nothing"
        opened = self._open.pop()
        assert opened == tag, f"</{tag}> ends <{opened}> at {self.getpos()}"
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        self._builder.data(data)

    def tree(self) -> Element:
        self.close()
        assert not self._open, f"not ended: {self._open}"
        return self._builder.close()


def parse(page: str) -> Element:
    """Return the ``<html>`` element."""
    doctype, _, rest = page.partition("\n")
    assert doctype == "<!DOCTYPE html>"
    parser = _Parser()
    parser.feed(rest.rstrip("\n"))
    return parser.tree()


def text_of(element: Element) -> str:
    """All text in the element, white space collapsed."""
    return " ".join("".join(element.itertext()).split())


def with_class(element: Element, name: str) -> Iterator[Element]:
    """The elements within that have the class."""
    return (each for each in element.iter() if name in each.get("class", "").split())


def by_id(element: Element, id: str) -> Element:
    """The one element within that has the id."""
    (found,) = (each for each in element.iter() if each.get("id") == id)
    return found
