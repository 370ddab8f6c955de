"""Generate a config for a builder, with values that a SageMaker user would write.

Defaults of the class are kept, so that a default that cannot work shows. A field without default gets declared, listed
or literal values, in that order. Nothing else is guessed: the user names a factory.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, alternatives
from cursus_tester.configs.classes import Recipe
from cursus_tester.configs.values import ValueContext, candidates

#: Text in brackets, and quoted text in it.
_LIST = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")
_QUOTED = re.compile(r"""'([^']+)'|"([^"]+)\"""")
#: The most configs to try.
_MAX_TRIES = 60


class ConfigError(Exception):
    """No valid config was found; the text says why, where that is known.

    `obstacle` is the field or the factory that caused it.
    """

    def __init__(self, text: str, obstacle: str | None = None) -> None:
        super().__init__(text)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A generated config, with its recipe and values."""

    config: Any
    recipe: Recipe
    #: The generated values, without defaults of the class.
    values: Mapping[str, Any]
    #: The fields that have other candidates left.
    open_fields: tuple[str, ...]


#: Values that a builder refused when it made its step, by field, as ``repr`` shows them.
Refused = Mapping[str, Sequence[str]]


def make_config(
    recipe: Recipe, context: ValueContext, accepts: Callable[[Any], None], refused: Refused | None = None
) -> Generated:
    """A config that its class and the builder accept.

    Args:
        recipe: What the config is made of.
        context: What generated values may refer to.
        accepts: Raises when the builder refuses the config. The field that the error names gets another value then.
        refused: Values not to try.

    Raises:
        ConfigError: Every combination that was tried is refused. ``__cause__`` is the refusal of the last value of the
            field that has no other.
    """
    search = _Search(recipe, context, refused or {})
    first: Exception | None = None
    for _ in range(_MAX_TRIES):
        values = search.values()
        try:
            config = recipe.construct(copy.deepcopy(values))
            accepts(config)
        except Exception as error:
            first = first or error
            for obstacle, said in search.obstacles(error, values).items():
                search.collect_offered(obstacle, said, values)
                if obstacle is None or not search.advance(obstacle):
                    raise search.failure(obstacle, error) from error
            continue
        return Generated(config=config, recipe=recipe, values=values, open_fields=tuple(search.open_fields()))
    assert first is not None
    raise ConfigError(f"found no valid {recipe.shown} in {_MAX_TRIES} tries: {_said(first)}") from first


class _Search:
    """Which candidate of each field is tried next."""

    def __init__(self, recipe: Recipe, context: ValueContext, refused: Refused) -> None:
        self._recipe = recipe
        self._context = context
        self._refused = refused
        self._fields = {field.name: field for field in recipe.fields}
        #: Values that an error lists as valid, by field.
        self._offered: dict[str, list[str]] = {}
        self._defaults = {field.name: field.default for field in recipe.fields if not field.required}
        # Versions come first, since other values depend on them. A refused default needs another value, too.
        names = [field.name for field in recipe.fields if field.required or field.name in refused]
        self._positions = dict.fromkeys(sorted(names, key=_rank), 0)

    def values(self) -> dict[str, Any]:
        """The values of this try.

        Raises:
            ConfigError: Nothing is known to put into a required field.
        """
        chosen: dict[str, Any] = {}
        for name in sorted(self._positions, key=_rank):
            found = self._candidates(name, chosen)
            if not found:
                field = self._fields[name]
                kind = "" if field.annotation is UNKNOWN else f" ({_shown_type(field.annotation)})"
                raise ConfigError(f"found no value for the field {name!r}{kind} of {self._recipe.shown}", name)
            chosen[name] = found[min(self._positions[name], len(found) - 1)]
        return chosen

    def _candidates(self, name: str, chosen: Mapping[str, Any]) -> list[Any]:
        known = {
            key: value for key, value in self._defaults.items() if value is not None and key not in self._positions
        }
        found = candidates(self._fields[name], self._context, {**known, **chosen})
        refused = self._refused.get(name, ())
        offered = [value for value in self._offered.get(name, ()) if value not in found]
        return [value for value in (*found, *offered) if repr(value) not in refused]

    def collect_offered(self, name: str | None, said: str, values: Mapping[str, Any]) -> None:
        """Collect the values that an error about the field `name` lists: "must be one of ['NA', 'EU']"."""
        if name is None or not isinstance(values.get(name), str):
            return
        offered = self._offered.setdefault(name, [])
        for listed in _LIST.findall(said):
            texts = ["".join(each) for each in _QUOTED.findall(listed)]
            offered += [text for text in texts if text not in offered and text != values[name]]

    def obstacles(self, error: Exception, values: Mapping[str, Any]) -> dict[str | None, str]:
        """The fields that an error is about, with its text for each: generated fields, and fields empty by default."""
        empty = [name for name, default in self._defaults.items() if default in (None, "") and name not in values]
        fields = {name: self._fields[name].key for name in (*values, *empty)}
        located: dict[str | None, str] = {
            name: str(each.get("msg", ""))
            for each in _pydantic_errors(error)
            for name, key in fields.items()
            if {name, key} & {str(part) for part in each.get("loc", ())}
        }
        if located:
            return located
        return {field_named_in(error, fields) or field_of_value_in(str(error), values): str(error)}

    def advance(self, name: str) -> bool:
        """Move to the next candidate of a field; return whether there is one."""
        if name not in self._positions:
            # An empty default that is refused: the class does not say by type that it wants a value.
            self._positions[name] = 0
            return bool(self._candidates(name, {}))
        self._positions[name] += 1
        return self._positions[name] < len(self._candidates(name, self._before(name)))

    def _before(self, name: str) -> dict[str, Any]:
        chosen = self.values()
        return {other: chosen[other] for other in chosen if _rank(other) < _rank(name)}

    def open_fields(self) -> Iterator[str]:
        """Yield the fields that have other candidates left."""
        for name, position in self._positions.items():
            if position + 1 < len(self._candidates(name, self._before(name))):
                yield name

    def failure(self, obstacle: str | None, error: Exception) -> ConfigError:
        """The error that no config is valid because of a field."""
        if obstacle is None:
            return ConfigError(f"found no valid {self._recipe.shown}: {_said(error)}")
        tried = [repr(value) for value in self._candidates(obstacle, self._before(obstacle))]
        shown = ", ".join(tried[:4]) + (", …" if len(tried) > 4 else "")
        return ConfigError(
            f"found no valid {self._recipe.shown}: every value tried for the field {obstacle!r} "
            f"({shown}) was refused: {_said(error)}",
            obstacle,
        )


def _rank(name: str) -> tuple[int, str]:
    """Frameworks before versions before what depends on them."""
    order = ("framework", "framework_name", "transformers_version")
    if name in order:
        return order.index(name), name
    return (
        3 if name.endswith("framework_version") else 4 if name.endswith("_version") and "py" not in name else 5
    ), name


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text if len(text) <= 300 else text[:299] + '…'}"


def _shown_type(annotation: Any) -> str:
    return " | ".join(getattr(each, "__name__", str(each)) for each in alternatives(annotation))


def field_named_in(error: BaseException, keys: Mapping[str, str]) -> str | None:
    """The field that an exception names: in pydantic's location, else in its text, longest name first.

    Args:
        error: What was raised.
        keys: Fields by name, each with the keyword that the constructor has for it.
    """
    errors = _pydantic_errors(error)
    located = {str(part) for each in errors for part in each.get("loc", ())}
    for name, key in keys.items():
        if name in located or key in located:
            return name
    # What pydantic shows as a whole repeats the input, which has every field's name in it.
    text = "; ".join(str(each.get("msg", "")) for each in errors) if errors else str(error)
    return field_named_in_text(text, tuple(keys))


def field_named_in_text(text: str, names: Sequence[str]) -> str | None:
    """The field whose name a text has, spelled with underscores or spaces; the longest where several do."""
    text = text.lower()
    for name in sorted(names, key=len, reverse=True):
        plain = name.strip("_").lower()
        if plain in text or plain.replace("_", " ") in text:
            return name
    return None


def field_of_value_in(text: str, values: Mapping[str, Any]) -> str | None:
    """The field whose value a text has in quotes, or as a word of its own."""
    texts = {name: value for name, value in values.items() if isinstance(value, str) and value}
    quoted = (name for name, value in texts.items() if f"'{value}'" in text)
    spoken = (name for name, value in texts.items() if len(value) > 5 and re.search(_word(value), text))
    return next(iter([*quoted, *spoken]), None)


def _word(value: str) -> str:
    return rf"(?<![\w/-]){re.escape(value)}(?![\w/-])"


def _pydantic_errors(error: BaseException) -> list[dict[str, Any]]:
    errors = getattr(error, "errors", None)
    if not callable(errors) or not type(error).__module__.startswith("pydantic"):
        return []
    return list(errors())
