"""HTML that cannot be injected into: text becomes markup in one place, and there it is escaped."""

from __future__ import annotations

from html import escape

from cursus_tester.reports.text.plain import visible


class Markup(str):
    """Text that is HTML already; any other text is escaped where it enters an element."""

    __slots__ = ()


#: What an element may hold; ``None`` holds nothing, so that a part can be left out in place.
Content = str | None
#: ``None`` and ``False`` leave the attribute out, ``True`` gives it without a value.
Attribute = str | int | float | bool | None

#: Elements that hold nothing and have no end tag.
_VOID = frozenset({"input", "link", "meta", "wbr"})
#: Elements within a line; a line ends after any other, so that two reports can be compared line by line.
_INLINE = frozenset({"a", "b", "code", "col", "input", "mark", "rect", "span", "strong", "td", "th", "wbr"})


def text(content: str, *, keep_line_breaks: bool = False) -> Markup:
    """Return `content` as HTML, with characters that would not show as themselves written as their escapes."""
    return Markup(escape(visible(content, keep_line_breaks=keep_line_breaks)))


def element(name: str, /, *content: Content, **attributes: Attribute) -> Markup:
    """Return one element.

    Attributes are named as in HTML but for a closing underscore (``class_``) and underscores for hyphens
    (``aria_label``).
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    line_break = "" if name in _INLINE else "\n"
    if name in _VOID:
        return Markup(f"<{name}{written}>{line_break}")
    return Markup(f"<{name}{written}>{join(*content)}</{name}>{line_break}")


def join(*content: Content) -> Markup:
    """Return all of it, one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else text(part) for part in content if part is not None))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
