"""Make up what only a team has and its code cannot run without, so that the rest of the code is looked at too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.build import MADE_UP, Missing, Need
from cursus_tester.evidence.problem import Problem
from cursus_tester.probe.pipelines.arguments import make
from cursus_tester.probe.pipelines.grounds import Grounds
from cursus_tester.probe.pipelines.named_values import entry
from cursus_tester.results.subject import SubjectKind

#: How much is made up for one piece of code at most.
MOST = 16
#: What botocore reads leads elsewhere, but for these words.
_OF_AWS = re.compile(r"AWS_(?!\w*(?:ROLE|REGION|ACCOUNT|BUCKET))|\w*_PROXY$", re.IGNORECASE)


class Provisions:
    """What was made up so far for one piece of code."""

    def __init__(self, kind: SubjectKind, write: Callable[[str, str], bool]) -> None:
        """`write` writes a file where the code runs, and says whether it could."""
        self._kind = kind
        self._write = write
        self.environment: dict[str, Any] = {}
        self.arguments: dict[str, Any] = {}
        self.variables: dict[str, Any] = {}
        self.modules: list[str] = []
        #: Questions about the account that are answered, as services and operations.
        self.answers: set[tuple[str, str]] = set()
        #: What was missing, in order; questions are no part of it: the team's account answers them.
        self.made: list[Missing] = []

    def provide(self, missing: Missing, grounds: Grounds) -> bool:
        """Make something up in place of what is missing; whether there is such a thing."""
        if len(self.made) >= MOST or any(
            known.need is missing.need and known.name == missing.name for known in self.made
        ):
            return False
        if missing.need is Need.ARGUMENT and missing.name not in self.arguments:
            value = make(missing.name, UNKNOWN, grounds)
            if value is not UNKNOWN:
                # Its name says what it holds, as those of other arguments do.
                self.arguments[missing.name] = value
                return True
        written = self._provided(missing.need, missing.name, grounds)
        if not written:
            return False
        self.made.append(Missing(need=missing.need, name=missing.name, made_up=written, problem=missing.problem))
        return True

    def provide_environment(self, names: Iterable[str], problem: Problem, grounds: Grounds) -> bool:
        """Set the variables that were asked for and are not set, as far as their names say what they hold."""
        known = [each for each in names if each not in self.environment and _says_what_it_holds(each, grounds)]
        for name in known:
            self.provide(Missing(need=Need.ENVIRONMENT, name=name, problem=problem), grounds)
        return bool(known)

    def take_back(self, kept: int) -> None:
        """Forget all but the first `kept` things: the others did not help."""
        tables = {Need.ENVIRONMENT: self.environment, Need.ARGUMENT: self.arguments, Need.VARIABLE: self.variables}
        for missing in self.made[kept:]:
            if missing.need in tables:
                tables[missing.need].pop(missing.name, None)
        del self.made[kept:]

    def _provided(self, need: Need, name: str, grounds: Grounds) -> str:
        """How a settings file writes what now stands in; empty where nothing does."""
        if need is Need.ENVIRONMENT:
            self.environment[name] = entry(name, grounds)
            return json.dumps(str(self.environment[name]))
        if need is Need.ARGUMENT:
            self.arguments[name] = entry(name, grounds)
            return _written(self.arguments[name])
        if need is Need.VARIABLE and self._kind is SubjectKind.NOTEBOOK:
            self.variables[name] = entry(name, grounds)
            return _written(self.variables[name])
        if need is Need.MODULE and name:
            self.modules.append(name)
            return json.dumps(name)
        if need is Need.FILE and self._write(name, f"# {MADE_UP}\n"):
            return json.dumps(name)
        return ""

    def renew(self, grounds: Grounds) -> None:
        """Let values be of the region that the code is built for."""
        for table in (self.environment, self.variables):
            table.update({name: entry(name, grounds) for name in table})
        for name in self.arguments:
            value = make(name, UNKNOWN, grounds)
            self.arguments[name] = entry(name, grounds) if value is UNKNOWN else value


def _says_what_it_holds(name: str, grounds: Grounds) -> bool:
    value = entry(name, grounds)
    return isinstance(value, str) and not value.startswith(MADE_UP) and _OF_AWS.match(name) is None


def _written(value: object) -> str:
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (str, int, float)):
        return json.dumps(str(value) if isinstance(value, str) else value)
    return '"…"'
