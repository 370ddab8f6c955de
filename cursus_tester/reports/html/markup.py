"""Build HTML safely: plain text is escaped where it becomes markup."""

from __future__ import annotations

from html import escape

from cursus_tester.reports.text.plain import visible


class Markup(str):
    """Text that is HTML already. Other text is escaped when it enters an element."""

    __slots__ = ()


#: What an element may hold; ``None`` is left out.
Content = str | None
#: ``None`` and ``False`` leave the attribute out, ``True`` writes it without a value.
Attribute = str | int | float | bool | None

#: Elements without content and end tag.
_VOID = frozenset({"input", "link", "meta", "wbr"})
#: Inline elements. A line break follows any other element, so that two reports can be compared line by line.
_INLINE = frozenset({"a", "b", "code", "col", "input", "mark", "rect", "span", "strong", "td", "th", "wbr"})


def text(content: str, *, keep_line_breaks: bool = False) -> Markup:
    """Return `content` as HTML, with invisible characters written as escapes."""
    return Markup(escape(visible(content, keep_line_breaks=keep_line_breaks)))


def element(name: str, /, *content: Content, **attributes: Attribute) -> Markup:
    """Return one element.

    Attribute names may end with an underscore (``class_``) and have underscores for hyphens (``aria_label``).
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    line_break = "" if name in _INLINE else "\n"
    if name in _VOID:
        return Markup(f"<{name}{written}>{line_break}")
    return Markup(f"<{name}{written}>{join(*content)}</{name}>{line_break}")


def join(*content: Content) -> Markup:
    """Return the parts one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else text(part) for part in content if part is not None))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
