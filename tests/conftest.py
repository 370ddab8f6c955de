"""The tests' surroundings: no AWS account, no terminal settings of whoever runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from cursus_tester.cli.show import observation
from cursus_tester.run import running
from cursus_tester.sdk.distribution import installed_major
from tests.warm_servers import WarmServers

# Set before anything imports boto3 or the SDK, and inherited by the processes that tests start.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]
os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
    AWS_DEFAULT_REGION="us-east-1",
    # SageMaker SDK 2.257.7 prints a deprecation text on stderr without it.
    SAGEMAKER_SUPPRESS_V2_WARNING="1",
)
#: Each major version of the SDK has tests of its own: those below ``v3`` need it, and all others need v2.
collect_ignore_glob = ["v3/*"] if installed_major() == 2 else ["[!v]*/*"]

for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
    os.environ.pop(_name, None)


@pytest.fixture(scope="session", autouse=True)
def warm_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmServers]:
    """Builders of all tests that run in this process are forked from the same servers."""
    with pytest.MonkeyPatch.context() as patch:
        # Scorecards are signed with a key of the user's; a test leaves none in the home folder.
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("user-cache")))
        servers = WarmServers(running._launcher)
        patch.setattr(running, "_launcher", servers.launcher)
        patch.setattr(observation, "Server", lambda: servers.launcher(None))
        yield servers
        servers.end()
