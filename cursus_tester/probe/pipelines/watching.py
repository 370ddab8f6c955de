"""Watch code that makes pipelines: what it constructs, decides on pipeline variables, reads early and starts."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any

from botocore.client import BaseClient

from cursus_tester.configs.annotations import UNKNOWN
from cursus_tester.evidence.account_names import ACCOUNT_ID
from cursus_tester.evidence.build import Answered, Decision, EarlyRead, Made, Started, VariableUse
from cursus_tester.observation.describe import caller
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.pipelines import machines
from cursus_tester.probe.pipelines.answers import ByName, answer, may_be_granted
from cursus_tester.probe.pipelines.defaults import another_default
from cursus_tester.results.subject import Place
from cursus_tester.sandbox.patches import Patches
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.names import PREFIX, SERVICE

#: Operations that make something in the account, or run something.
_STARTING = frozenset(
    {
        *("CreateAutoMLJob", "CreateAutoMLJobV2", "CreateCompilationJob", "CreateEdgePackagingJob", "CreateEndpoint"),
        *("CreateEndpointConfig", "CreateFlowDefinition", "CreateHyperParameterTuningJob", "CreateInferenceComponent"),
        *("CreateInferenceRecommendationsJob", "CreateLabelingJob", "CreateModel", "CreateModelPackage"),
        *("CreateModelPackageGroup", "CreateMonitoringSchedule", "CreateProcessingJob", "CreateTrainingJob"),
        *("CreateTransformJob", "StartPipelineExecution"),
    }
)
_FUNCTIONS = frozenset({"CreateFunction", "UpdateFunctionCode"})
#: What may be asked of a pipeline that the account has.
_OF_PIPELINES = frozenset((SERVICE, each) for each in ("DescribePipeline", "ListPipelineExecutions"))
#: What is answered although it makes something: a notebook or script that calls it itself means to.
_ANSWERED = frozenset({"CreateModelPackageGroup"})
#: Runs what is only to be looked at.
_RUNS = "StartPipelineExecution"
_MOST = 200


class Refused(RuntimeError):
    """Raised in place of a call of AWS that would start something."""

    def __init__(self, operation: str) -> None:
        super().__init__(f"{operation} is refused: nothing is started while a pipeline is tested")


class PipelineStarted(BaseException):
    """Ends code that starts its pipeline: what comes behind is about a run of it."""


class Watch:
    """What was seen so far in one run. It is the SDK adapter's `BuildListener`."""

    def __init__(self, team_code: TeamCode) -> None:
        self.is_off = False
        #: Whether the code may make things in the account by calls of its own, as a notebook or script does.
        self.lets_own_go = False
        #: Whether parameters get other defaults than the code gives them.
        self.changes_defaults = False
        self._changed = 0
        self._team_code = team_code
        self.things: list[tuple[Any, Place | None, FrameType | None]] = []
        self.uses: list[VariableUse] = []
        self.early_reads: list[tuple[Any, Place | None]] = []
        self.started: list[Started] = []
        self.compile_now: Callable[[Any], None] = lambda pipeline: None
        #: What a name stands for in the account.
        self.by_name: ByName = lambda name: UNKNOWN
        #: Questions about the account that are answered whatever the faked account says, as services and operations.
        self.granted: set[tuple[str, str]] = set()
        #: The same since the code has put a pipeline into the account.
        self._of_pipelines: frozenset[tuple[str, str]] = frozenset()
        self.answered: dict[str, Place | None] = {}
        self._refused: tuple[BaseException, tuple[str, str]] | None = None
        #: Whether the pipeline was started: what comes behind is not judged.
        self.has_started = False
        self._is_compiling = False

    @property
    def has_refused(self) -> bool:
        """Whether something was refused that the code should not do."""
        return any(each.by_sdk or not self.lets_own_go for each in self.started)

    def forget(self) -> None:
        """Forget what was seen so far."""
        for seen in (self.things, self.uses, self.early_reads, self.started):
            seen.clear()
        self.has_started = self.is_off = False
        self._changed = 0
        self.answered.clear()
        self._of_pipelines = frozenset()
        self._refused = None

    def made(self, thing: Any) -> None:
        if self.is_off or self._is_compiling or any(known is thing for known, _, _ in self.things[-8:]):
            return
        frame = self._frame(caller(2))
        self.things.append((thing, self._team_code.place(frame) if frame is not None else None, frame))

    def default_of(self, value: Any, choices: Sequence[Any]) -> Any:
        if not self.changes_defaults:
            return value
        self._changed += 1
        return another_default(value, choices, self._changed - 1)

    def compared(self, variable: Any, other: object) -> None:
        if other is None or sdk().pipelines.is_variable(other) or sdk().builds.is_step(other):
            # Whether it is given, and which one it is, may well be asked.
            return
        self._use(Decision.COMPARISON, variable, other=_text(other))

    def ordered(self, variable: Any, other: object) -> None:
        self._use(Decision.ORDER, variable, other=_text(other), raises=True)

    def tested(self, variable: Any) -> None:
        frame = caller(2)
        # An argument may be asked for its truth to know whether it was given: that is decided when the pipeline is
        # built. Not so in the function that made the variable, nor of one that is true or false.
        own = next((made for thing, _, made in self.things if thing is variable), None)
        if sdk().builds.is_truth_parameter(variable) or (own is not None and own is frame):
            self._use(Decision.TRUTH, variable)

    def searched(self, variable: Any, item: object) -> None:
        self._use(Decision.MEMBERSHIP, variable, other=_text(item), raises=True)

    def written(self, variable: Any) -> None:
        self._use(Decision.TEXT, variable, raises=True)

    def read_arguments(self, step: Any) -> None:
        if self.is_off or self._is_compiling:
            return
        frame = caller(2)
        if self._team_code.holds(frame.f_code.co_filename):
            self.early_reads.append((step, self._team_code.place(frame)))

    def begins(self, operation: str) -> None:
        if self.is_off or self.has_started:
            return
        self.started.append(Started(operation=operation, by_sdk=True, place=self._team_code.nearest(caller(2))))
        raise Refused(operation)

    def compile(self, pipeline: Any) -> None:
        self.compile_now(pipeline)
        self._of_pipelines = _OF_PIPELINES

    def start(self, pipeline: Any) -> Any:
        self.compile_now(pipeline)
        self.has_started = True
        raise PipelineStarted

    @contextlib.contextmanager
    def compiling(self) -> Iterator[None]:
        was_compiling, self._is_compiling = self._is_compiling, True
        try:
            yield
        finally:
            self._is_compiling = was_compiling

    def _use(self, decision: Decision, variable: Any, *, other: str = "", raises: bool = False) -> None:
        frame = caller(3)
        if self.is_off or len(self.uses) >= _MOST or not self._team_code.holds(frame.f_code.co_filename):
            return
        shown = sdk().builds.variable_text(variable)
        place = self._team_code.place(frame)
        self.uses.append(VariableUse(decision=decision, variable=shown, other=other, raises=raises, place=place))

    def _frame(self, frame: FrameType | None) -> FrameType | None:
        while frame is not None and frame is not self._team_code.floor:
            if self._team_code.holds(frame.f_code.co_filename):
                return frame
            frame = frame.f_back
        return None

    def call(self, client: BaseClient, operation: str) -> bool:
        """Note a call of AWS that makes something; whether it is refused."""
        service = client.meta.service_model.service_name
        is_function = service == "lambda" and operation in _FUNCTIONS
        if self.is_off or self.has_started or not (is_function or (service == SERVICE and operation in _STARTING)):
            return False
        # The SDK makes the function of a Lambda step while it compiles the step: so it is meant there.
        if is_function and self._is_compiling:
            return False
        frame = caller(2)
        # The SDK's helper for functions carries out what it is called for; no session defers that.
        by_sdk = self._is_by_sdk(frame) and not is_function
        self.started.append(Started(operation=operation, by_sdk=by_sdk, place=self._team_code.nearest(frame)))
        is_meant = not by_sdk and (operation in _ANSWERED or (self.lets_own_go and operation != _RUNS))
        return not is_meant and not is_function

    def _is_by_sdk(self, frame: FrameType | None) -> bool:
        while frame is not None and frame is not self._team_code.floor:
            if self._team_code.holds(frame.f_code.co_filename):
                return False
            if str(frame.f_globals.get("__name__", "")).startswith(PREFIX):
                return True
            frame = frame.f_back
        return False

    def ask(self, client: BaseClient, operation: str, parameters: dict[str, Any], call: Callable[[], Any]) -> Any:
        """What the account answers; made up where only the team's own account has an answer."""
        place = self._team_code.nearest(caller(2))

        def note(question: str) -> None:
            self.answered.setdefault(question, place)

        try:
            return answer(client, operation, parameters, call, self.by_name, note, self.granted | self._of_pipelines)
        except Exception as error:
            self._refused = error, (client.meta.service_model.service_name, operation)
            raise

    def takes_profile(self, name: object) -> None:
        if not self.is_off:
            self.answered.setdefault(f"configuration profile {name}", self._team_code.nearest(caller(2)))

    def question_of(self, error: BaseException | None) -> tuple[str, str] | None:
        """The service and operation whose refusal an exception is, where the team's account may well answer it."""
        while error is not None:
            if self._refused is not None and error is self._refused[0]:
                return self._refused[1] if may_be_granted(*self._refused[1], error) else None
            error = error.__cause__ or error.__context__
        return None

    def answers(self) -> tuple[Answered, ...]:
        """The questions about the account whose answers are made up."""
        return tuple(Answered(question=each, place=place) for each, place in self.answered.items())

    def steps(self) -> tuple[Made, ...]:
        """The steps and collections of steps that were made."""
        return tuple(self._described(sdk().builds.is_step))

    def parameters(self) -> tuple[Made, ...]:
        """The parameters that were made."""
        return tuple(self._described(sdk().builds.is_parameter))

    def reads(self) -> tuple[EarlyRead, ...]:
        """The steps whose arguments were read early."""
        return tuple(EarlyRead(step=_name(step), place=place) for step, place in self.early_reads)

    def objects(self, is_one: Callable[[object], bool]) -> list[Any]:
        """The things of a kind that the code made, in order."""
        return [thing for thing, place, _ in self.things if place is not None and is_one(thing)]

    def place_of(self, thing: Any) -> Place | None:
        """Where a thing was made."""
        return next((place for known, place, _ in self.things if known is thing), None)

    def _described(self, is_one: Callable[[object], bool]) -> list[Made]:
        return [
            Made(name=_name(thing), type=type(thing).__name__, place=place)
            for thing, place, _ in self.things
            if is_one(thing)
        ]


def _name(thing: Any) -> str:
    try:
        name = vars(thing).get("name")
    except TypeError:
        return ""
    return name if isinstance(name, str) else ""


def _text(value: object) -> str:
    return repr(value)[:60] if type(value) in (str, int, float, bool) else f"a {type(value).__name__}"


def install(watch: Watch, patches: Patches) -> None:
    """Tell `watch` what the code does, and refuse what would start something."""
    for each in sdk().builds.listening(watch):
        patches.replace(each.owner, each.name, each.value)
    call = BaseClient._make_api_call

    @functools.wraps(call)
    def call_or_refuse(self: BaseClient, operation_name: str, api_params: dict[str, Any]) -> Any:
        if watch.call(self, operation_name):
            raise Refused(operation_name)
        if self.meta.service_model.service_name == "lambda" and operation_name in _FUNCTIONS and not watch.is_off:
            name = api_params.get("FunctionName", "conformance")
            return {
                "FunctionArn": f"arn:aws:lambda:{self.meta.region_name}:{ACCOUNT_ID}:function:{name}",
                "FunctionName": name,
            }
        if watch.is_off:
            return call(self, operation_name, api_params)
        return watch.ask(self, operation_name, api_params, lambda: call(self, operation_name, api_params))

    patches.replace(BaseClient, "_make_api_call", call_or_refuse)
    machines.install(watch.takes_profile, patches)
