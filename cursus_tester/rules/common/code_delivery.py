"""SB402: the code that a step runs is where its container looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, OTHER_ENTRY_POINT, SCRIPT_FIELD
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common.makers import announced
from cursus_tester.rules.registry import rule
from cursus_tester.step_pack import StepPack

#: What the SDK (2.257.7) says of code that is not there, without a FileNotFoundError.
_SAYS_MISSING = re.compile(r"code .+ wasn't found\.|code .+ must be a file|No file named .+ was found in directory")
_NAME_FOLDER = "name the folder that holds the entry point as the config does: source_dir=self.config.source_dir"


@rule("SB402", "code-reaches-container", formerly="CM402")
def code_reaches_container(pack: StepPack, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Delivers its code to where the container looks for it.

    What it checks: the tester opens the archives in the faked account. An image that serves from
    `SAGEMAKER_SUBMIT_DIRECTORY` (XGBoost, scikit-learn) finds an uploaded archive with the program there. For one that
    reads `code/` from the model archive (PyTorch, TensorFlow, HuggingFace), that archive contains it, or a repack step
    adds it. A job's entry point is in what was uploaded for it, and is what its container runs. A further script that
    the builder's own config names is passed on, too, where there are several containers. In an image of the SDK's, a
    module that the script imports and that lies beside or near it on the machine that builds is uploaded, too, and so
    is the `requirements.txt` that names what it imports, at the top; no dependency replaces the script.

    Why: the SDK drops the code silently. `SAGEMAKER_SUBMIT_DIRECTORY=file://…` compiles and deploys, and the endpoint
    never answers. `ScriptProcessor` uploads the script alone, and so does an estimator without `source_dir`. The SDK
    puts each of `dependencies` at the top of the archive, and of one with a slash at its end what lies in it.

    How to fix: for model data that only the run provides, use `ModelStep(name=…, step_args=model.create(…)).steps[-1]`
    under `PipelineSession`, under SDK v3 `ModelStep(name=…, step_args=ModelBuilder(source_code=…).build())`, or serve
    archives that already contain their code and declare that in the specification (`packaged=True`). For a job pass the
    script as `code=` or `entry_point=`, and its folder as `source_dir=`, to a `ModelTrainer` of SDK v3
    `source_code=SourceCode(source_dir=…, entry_script=…)`. Reject everything else.
    """
    if pack.deliveries is None:
        raise NotApplicable(f"a {pack.name} step runs no code of the builder's")
    shown, reasons = False, []
    for trace in traces.loaded():
        missing = _missing_file(trace, pack.makers)
        if missing:
            yield Finding(message=missing, hint=_NAME_FOLDER, place=step_place(trace), scenario=trace.scenario.name)
    for trace in traces.compiled():
        deliveries = tuple(pack.deliveries(builder, trace))
        # A job, or a single container, runs one script: a second one is that of another step with the same config.
        unread = _unread_script(builder, trace) if len(deliveries) > 1 else ""
        if unread:
            yield Finding(
                message=f"config.{unread} names {OTHER_ENTRY_POINT}, and no container is told to run it",
                hint=f"pass it to what runs it: entry_point=self.config.{unread}",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
        for delivery in deliveries:
            if delivery.is_empty or delivery.unknown:
                reasons.append(delivery.unknown or "no code is configured")
            else:
                shown = True
            if delivery.wrong:
                yield Finding(
                    message=delivery.wrong,
                    hint=delivery.hint,
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                )
    if not shown:
        raise NotApplicable(reasons[0] if reasons else "the request has no container")


def _unread_script(builder: Builder, trace: Trace) -> str:
    """A field of the builder's own config for a further script that nothing in the build names; empty where none is.

    A config of another module may well be shared by steps that run that script.
    """
    changes = trace.scenario.config_changes
    named = [name for name, value in changes.items() if value == OTHER_ENTRY_POINT and SCRIPT_FIELD.search(name)]
    own = builder.ancestors[0].rpartition(".")[0] if builder.ancestors else ""
    if len(named) != 1 or named[0] in ENTRY_POINT_FIELDS or builder.config_type.rpartition(".")[0] != own:
        return ""
    said = (*(each.arguments for each in trace.calls if each.place is not None), trace.request, trace.steps)
    is_named = any(OTHER_ENTRY_POINT in str(each) for each in said)
    return "" if is_named or announced(trace, "entry.?point|script") else named[0]


def _missing_file(trace: Trace, makers: Makers | None) -> str:
    """What the SDK does not find when it packs the code; empty when it misses nothing."""
    problem = trace.problem
    if problem is None or problem.is_own:
        return ""
    if _SAYS_MISSING.search(problem.message):
        return f"the SDK does not find what it is to upload: {problem.message.strip().splitlines()[0]}"
    if "FileNotFoundError" not in (problem.exception, *problem.ancestors):
        return ""
    # Other calls look for other files: image_uris.retrieve for the framework's.
    packing = makers.methods if makers is not None else ()
    packs = problem.stage is Stage.COMPILE or any(
        call.error is not None and call.error.message == problem.message and call.target.endswith(packing)
        for call in trace.calls
    )
    return f"the SDK does not find what it is to pack: {problem.message.splitlines()[0]}" if packs else ""
