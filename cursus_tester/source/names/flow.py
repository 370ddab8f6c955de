"""Forward data-flow analysis of one variable in one scope.

The analysis walks over the statements that mention the variable and joins branches where they meet. The caller defines
what a state is and how a simple statement changes it: reaching definitions and dictionary contents both use this.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cursus_tester.source.names.scopes import bound_name

State = TypeVar("State")

#: Statements after which the next one does not run.
_LEAVING = frozenset({ast.Return, ast.Raise, ast.Break, ast.Continue})
#: The most statements of one analysis; nested loops are walked repeatedly.
_BUDGET = 50_000


class Undecidable(Exception):
    """The source does not decide the question, or the analysis would take too long."""


@dataclass
class _Loop(Generic[State]):
    breaks: State | None = None
    continues: State | None = None


@dataclass(kw_only=True)
class Flow(Generic[State]):
    """The analysis of one variable. The state ``None`` means that the place cannot be reached."""

    name: str
    #: Identities of the statements that matter: those that mention the variable or contain the target; ``None``: all.
    relevant: set[int] | None
    #: The statement before which the state is wanted; ``None``: the state at the end.
    target: ast.stmt | None
    #: The state after a simple statement, or after the header of a compound one.
    apply: Callable[[ast.stmt | ast.ExceptHandler | ast.match_case, State], State]
    merge: Callable[[State, State], State]
    #: The state before the target, once it was reached.
    reached: State | None = None
    _loops: list[_Loop[State]] = field(default_factory=list)
    #: The states from which the exception handlers around may start, innermost last.
    _raised: list[State | None] = field(default_factory=list)
    _spent: int = 0

    def join(self, left: State | None, right: State | None) -> State | None:
        """The state where two branches meet."""
        if left is None or right is None:
            return right if left is None else left
        return self.merge(left, right)

    def block(self, body: Sequence[ast.stmt], state: State | None) -> State | None:
        """The state after `body`; ``None`` when its end is not reached.

        Raises:
            Undecidable: The code is too large to follow.
        """
        relevant = self.relevant
        for statement in body:
            if state is None:
                break
            if relevant is None or id(statement) in relevant or type(statement) in _LEAVING:
                self._meet(statement, state)
                state = self._step(statement, state)
                if self._raised:
                    self._raised = [self.join(raised, state) for raised in self._raised]
        return state

    def _meet(self, statement: ast.stmt, state: State) -> None:
        self._spent += 1
        if self._spent > _BUDGET:
            raise Undecidable
        if statement is self.target:
            self.reached = self.join(self.reached, state)

    def _step(self, statement: ast.stmt, state: State) -> State | None:
        match statement:
            case ast.If():
                return self._if(statement, state)
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(statement, state)
            case ast.With() | ast.AsyncWith():
                return self.block(statement.body, self.apply(statement, state))
            case ast.Match():
                return self._match(statement, state)
            case ast.Try():
                return self._try(statement, state)
            case ast.Return() | ast.Raise():
                return None
            case ast.Break() | ast.Continue():
                if self._loops:
                    loop = self._loops[-1]
                    if isinstance(statement, ast.Break):
                        loop.breaks = self.join(loop.breaks, state)
                    else:
                        loop.continues = self.join(loop.continues, state)
                return None
            case _ if type(statement).__name__ == "TryStar":
                raise Undecidable
            case _:
                return self.apply(statement, state)

    def _if(self, statement: ast.If, state: State) -> State | None:
        end: State | None = None
        # A loop and not recursion: each `elif` is one level deeper in the tree.
        while True:
            state = self.apply(statement, state)
            end = self.join(end, self.block(statement.body, state))
            if len(statement.orelse) == 1 and isinstance(statement.orelse[0], ast.If):
                statement = statement.orelse[0]
                self._meet(statement, state)
            else:
                return self.join(end, self.block(statement.orelse, state))

    def _loop(self, statement: ast.For | ast.AsyncFor | ast.While, entry: State) -> State | None:
        head: State = entry
        while True:
            self._meet(statement, head)
            loop = _Loop[State]()
            self._loops.append(loop)
            end = self.block(statement.body, self.apply(statement, head))
            self._loops.pop()
            again = self.join(head, self.join(end, loop.continues))
            if again is None or again == head:
                break
            head = again
        endless = (
            isinstance(statement, ast.While) and isinstance(statement.test, ast.Constant) and bool(statement.test.value)
        )
        finished = None if endless else self.block(statement.orelse, head)
        return self.join(finished, loop.breaks)

    def _match(self, statement: ast.Match, state: State) -> State | None:
        end: State | None = None
        state = self.apply(statement, state)
        for case in statement.cases:
            end = self.join(end, self.block(case.body, self.apply(case, state)))
            if case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None:
                return end
        return self.join(end, state)

    def _try(self, statement: ast.Try, state: State) -> State | None:
        self._raised.append(state)
        end = self.block(statement.body, state)
        raised = self._raised.pop()
        end = self.block(statement.orelse, end)
        imports = self._imports_name(statement.body)
        for handler in statement.handlers:
            handled = None if raised is None else self.block(handler.body, self.apply(handler, raised))
            # `try: from sagemaker… import X / except ImportError: X = None`: the SDK is installed where this matters.
            if not (imports and _catches_import_error(handler)):
                end = self.join(end, handled)
        # Once for paths that leave by an exception, which matter only to a target inside; once for paths that continue.
        self.block(statement.finalbody, self.join(end, raised))
        return self.block(statement.finalbody, end)

    def _imports_name(self, body: Sequence[ast.stmt]) -> bool:
        return any(
            isinstance(each, ast.Import | ast.ImportFrom)
            and any(bound_name(alias) == self.name for alias in each.names)
            for each in body
        )


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(each, ast.Name) and each.id in {"ImportError", "ModuleNotFoundError"} for each in caught)


def falls_through(body: Sequence[ast.stmt]) -> bool:
    """Whether the end of `body` can be reached."""
    flow = Flow[bool](
        name="", relevant=None, target=None, apply=lambda _, state: state, merge=lambda left, right: left or right
    )
    return flow.block(body, True) is not None
