"""Where the installed tester comes from, as other machines can install it too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import metadata

from cursus_tester.version import __version__

_DISTRIBUTION = "cursus-tester"
#: Where the project lives; an installation without a record of its origin comes from one of its releases.
REPOSITORY = "https://github.com/cursus-tester/cursus-tester"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version of the tester."""

    #: The URL of its repository, without ``.git``.
    repository: str
    #: A commit, or the tag of a release.
    revision: str
    #: What pip installs, with ``[run]``.
    requirement: str

    @property
    def action(self) -> str:
        """What a workflow of GitHub uses."""
        return f"{self.repository.partition('://')[2].partition('/')[2]}@{self.revision}"


def installed_release() -> Release:
    """The version that is installed: the commit that pip installed from, else the release of this version."""
    try:
        said = metadata.distribution(_DISTRIBUTION).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        said = None
    return release_of(said)


def release_of(direct_url: str | None) -> Release:
    """The release that a ``direct_url.json`` names (PEP 610); ``None`` or a folder on this machine: this version's."""
    said = json.loads(direct_url) if direct_url else {}
    commit = said.get("vcs_info", {}).get("commit_id", "")
    if commit and said["url"].startswith("https://"):
        url = said["url"].removesuffix("/").removesuffix(".git")
        return Release(repository=url, revision=commit, requirement=f"{_DISTRIBUTION}[run] @ git+{url}@{commit}")
    return Release(
        repository=REPOSITORY, revision=f"v{__version__}", requirement=f"{_DISTRIBUTION}[run]=={__version__}"
    )
