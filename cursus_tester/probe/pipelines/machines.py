"""Let there be what a team's machines have beside its account: profiles, and servers that stand in for AWS."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ProfileNotFound
from botocore.session import Session

from cursus_tester.sandbox.patches import Patches

#: Where AWS itself answers.
_OF_AWS = re.compile(r"https?://[^/]*\.(?:amazonaws\.com|aws)(?:\.cn)?(?:[:/]|$)")


def install(note: Callable[[object], None], patches: Patches) -> None:
    """Hold every profile that code names, and answer for the servers that it names in place of AWS.

    Credentials and answers are those of the faked account whatever the code names. `note` is told the profiles.
    """
    set_variable, scoped, create = Session.set_config_variable, Session.get_scoped_config, Session.create_client
    parameters = inspect.signature(create)

    @functools.wraps(set_variable)
    def set_or_note(self: Session, logical_name: str, value: Any) -> None:
        if logical_name == "profile" and value is not None:
            note(value)
        else:
            set_variable(self, logical_name, value)

    @functools.wraps(scoped)
    def scoped_or_empty(self: Session) -> Any:
        try:
            return scoped(self)
        except ProfileNotFound as error:
            # The variable AWS_PROFILE names it.
            note(error.kwargs.get("profile"))
            return {}

    @functools.wraps(create)
    def create_for_aws(*args: Any, **kwargs: Any) -> Any:
        bound = parameters.bind(*args, **kwargs)
        if _OF_AWS.match(str(bound.arguments.get("endpoint_url") or "https://amazonaws.aws")) is None:
            # Such as that of LocalStack.
            bound.arguments["endpoint_url"] = None
        return create(*bound.args, **bound.kwargs)

    patches.replace(Session, "set_config_variable", set_or_note)
    patches.replace(Session, "get_scoped_config", scoped_or_empty)
    patches.replace(Session, "create_client", create_for_aws)
