"""Read botocore's service and endpoint descriptions once: every boto3 session reads and lists them again (1.44)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from botocore import hooks
from botocore.hooks import EventAliaser
from botocore.loaders import JSONFileLoader, Loader

from cursus_tester.sandbox.patches import Patches


def read_once(patches: Patches) -> None:
    """Let all sessions of this process share the descriptions. Call it before importing the SDK, which makes some."""
    patches.replace(JSONFileLoader, "load_file", _once_each(JSONFileLoader.load_file))
    patches.replace(Loader, "list_available_services", _listed_once(Loader.list_available_services))
    patches.replace(EventAliaser, "__init__", _sharing_names(EventAliaser.__init__))
    patches.replace(hooks, "accepts_kwargs", _asked_once(hooks.accepts_kwargs))


def _once_each(load: Callable[[JSONFileLoader, str], Any]) -> Callable[[JSONFileLoader, str], Any]:
    known: dict[str, Any] = {}

    @functools.wraps(load)
    def load_once(self: JSONFileLoader, file_path: str) -> Any:
        if file_path not in known:
            found = load(self, file_path)
            if found is None:
                return None
            known[file_path] = found
        return known[file_path]

    return load_once


def _listed_once(list_services: Callable[[Loader, str], list[str]]) -> Callable[[Loader, str], list[str]]:
    """Look once through the folders that a session searches: 1,300 files for each kind of description."""
    known: dict[tuple[str, ...], list[str]] = {}

    @functools.wraps(list_services)
    def list_once(self: Loader, type_name: str) -> list[str]:
        key = (type_name, *self.search_paths)
        if key not in known:
            known[key] = list_services(self, type_name)
        return known[key].copy()

    return list_once


def _sharing_names(construct: Callable[..., None]) -> Callable[..., None]:
    """Look once for what an event is called now: every client asked anew for the names of its 200 handlers."""
    known: dict[str, str] = {}

    @functools.wraps(construct)
    def construct_sharing(self: Any, event_emitter: Any, event_aliases: Any = None) -> None:
        construct(self, event_emitter, event_aliases)
        if self._event_aliases == hooks.EVENT_ALIASES:
            self._alias_name_cache = known

    return construct_sharing


def _asked_once(accepts_kwargs: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read the signature of each handler of botocore once, and not for each session."""
    known: dict[Any, Any] = {}

    @functools.wraps(accepts_kwargs)
    def ask_once(function: Any) -> Any:
        code = getattr(function, "__code__", None)
        if code is None or not str(getattr(function, "__module__", "")).startswith("botocore."):
            return accepts_kwargs(function)
        if code not in known:
            known[code] = accepts_kwargs(function)
        return known[code]

    return ask_once
