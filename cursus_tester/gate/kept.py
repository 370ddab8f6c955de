"""What comparisons keep of texts and files: what a change does not touch is not parsed again for the next one.

Revisions lie in temporary folders, so results rest on paths below them, and what a text imports on the text alone.
"""

from __future__ import annotations

import msgspec

from cursus_tester.gate.revisions.repository import Repository
from cursus_tester.run.cache import Store
from cursus_tester.source.imports.graph import ImportReader
from cursus_tester.source.imports.statements import Imports


def place_of(repository: Repository) -> str:
    """What the folders of both revisions stand for."""
    return repr((repository.top, repository.prefix))


def kept_reader(store: Store | None) -> ImportReader:
    """A reader that knows what is kept."""
    kept = store.read(_asked(store)) if store is not None else None
    try:
        return ImportReader(msgspec.json.decode(kept[1], type=dict[str, Imports]) if kept is not None else None)
    except (ValueError, msgspec.MsgspecError):
        return ImportReader()


def keep(reader: ImportReader, store: Store | None) -> None:
    """Keep what both revisions import, where something is new."""
    if store is None or not reader.is_new:
        return
    try:
        content = msgspec.json.encode(reader.read)
    except ValueError:  # JSON has no lone surrogates.
        return
    store.write(_asked(store), {}, content)


def _asked(store: Store) -> str:
    return repr(("imports", store.place))
