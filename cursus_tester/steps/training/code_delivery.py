"""How a training script reaches its container."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.expressions import is_expression
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, configured
from cursus_tester.evidence.packed_code import packed_code, unknown_options
from cursus_tester.evidence.trace import Trace
from cursus_tester.sdk.ecr import is_of_sdk
from cursus_tester.steps.training.requests import CODE_CHANNEL, uri_of

#: What an isolated container finds its code in: a channel, and an archive in it (sagemaker 2.257.7).
_CHANNEL = f"/opt/ml/input/data/{CODE_CHANNEL}"
#: Images of frameworks that run the script which they are told, by repository name.
_RUNS_SCRIPTS = re.compile(
    r"/(?:sagemaker-(?:xgboost|scikit-learn)|pytorch-training|tensorflow-training|huggingface-\w+-training|mxnet-training)[:/]"
)
#: Runs the built-in algorithm, whatever script it is given: XGBoost 0.72, which the SDK calls ``1`` and ``latest``.
_BUILT_IN = re.compile(r"/xgboost:")
_HINT = "pass entry_point= and source_dir= of the config to the estimator, and let the SDK upload them"


def delivery_of(job: Mapping[str, Any], trace: Trace) -> Delivery:
    """How the code reaches the container of a training job.

    Args:
        job: The compiled request of the job, or the definition of one in a tuning request.
        trace: The scenario that it was compiled in.
    """
    hyperparameters = job.get("HyperParameters") or job.get("StaticHyperParameters") or {}
    program, submit = (_text(hyperparameters.get(f"sagemaker_{name}")) for name in ("program", "submit_directory"))
    image = str((job.get("AlgorithmSpecification") or {}).get("TrainingImage"))
    wanted = configured(trace.config, ENTRY_POINT_FIELDS)
    if program is None and submit is None:
        return _without_program(image, wanted)
    if is_expression(program) or is_expression(submit):
        return Delivery(unknown="program or directory is a pipeline variable, which only the run resolves")
    if not isinstance(program, str) or not program:
        return Delivery(wrong="sagemaker_program is empty: the container does not know which script to run", hint=_HINT)
    if _BUILT_IN.search(image):
        return Delivery(
            wrong=f"the image {image} runs the built-in algorithm and no script",
            hint="take a version with script mode, such as 1.7-1",
        )
    if isinstance(wanted, str) and wanted and os.path.basename(wanted) != os.path.basename(program):
        return Delivery(wrong=f"the container runs {program}; {os.path.basename(wanted)} is configured", hint=_HINT)
    return _in_archive(program, submit, job, trace)


def untaken_hyperparameters(trace: Trace) -> tuple[str, ...]:
    """The hyperparameters of a training job that the parser of its script does not take."""
    job = trace.request or {}
    sent = job.get("HyperParameters") or {}
    program, submit = (_text(sent.get(f"sagemaker_{name}")) for name in ("program", "submit_directory"))
    image = str((job.get("AlgorithmSpecification") or {}).get("TrainingImage"))
    uri = _code_uri(str(submit), job)
    if not isinstance(program, str) or not isinstance(uri, str) or not _RUNS_SCRIPTS.search(image):
        return ()
    # The images hand each of them on as an option of the script's.
    names = {f"-{name}" if len(name) == 1 else f"--{name}": name for name in sent if not name.startswith("sagemaker_")}
    unknown = unknown_options(tuple(names), os.path.normpath(program), trace.archives.get(uri))
    return tuple(names[each] for each in unknown)


def _without_program(image: str, wanted: object, hint: str = _HINT) -> Delivery:
    if not wanted:
        return Delivery(is_empty=True)
    if _RUNS_SCRIPTS.search(image):
        return Delivery(wrong=f"{wanted} is configured, and the container is not told to run it", hint=hint)
    return Delivery(unknown=f"what the image {image} runs is not known")


def delivery_by_channel(job: Mapping[str, Any], program: str | None, trace: Trace, hint: str) -> Delivery:
    """How the code reaches the container of a training job that has it from a channel, as under SDK v3.

    Args:
        job: The compiled request of the job, or the definition of one in a tuning request.
        program: The script that the SDK was told to start; ``None``: a command of the builder's own, or nothing.
        trace: The scenario that it was compiled in.
        hint: How the SDK is given the code.
    """
    wanted = configured(trace.config, ENTRY_POINT_FIELDS)
    folders = [uri_of(each) for each in job.get("InputDataConfig") or () if each.get("ChannelName") == CODE_CHANNEL]
    if not folders:
        return _without_program(str((job.get("AlgorithmSpecification") or {}).get("TrainingImage")), wanted, hint)
    if program is None:
        return Delivery(unknown="the job runs a command of the builder's own")
    if isinstance(wanted, str) and wanted and os.path.basename(wanted) != os.path.basename(program):
        return Delivery(
            wrong=f"the container runs {os.path.basename(program)}; {os.path.basename(wanted)} is configured", hint=hint
        )
    held = trace.archives.get(str(folders[0]))
    if held is None or held.exists or not held.below:
        return Delivery(unknown=f"what {folders[0]} holds cannot be checked offline")
    if os.path.normpath(program) not in held.below:
        return Delivery(wrong=f"the uploaded code does not hold {program}", hint=hint)
    return Delivery()


def _in_archive(program: str, submit: object, job: Mapping[str, Any], trace: Trace) -> Delivery:
    """Whether the archive with the code is there, and holds the program."""
    uri = _code_uri(str(submit), job)
    if not isinstance(uri, str) or not uri.startswith("s3://"):
        return Delivery(wrong=f"sagemaker_submit_directory is {submit!r}, which no container can download", hint=_HINT)
    if job.get("EnableNetworkIsolation") and not str(submit).startswith(_CHANNEL):
        return Delivery(
            wrong=f"the container is isolated from the network and cannot download its code, {submit}",
            hint="give enable_network_isolation to the estimator: the SDK then makes a channel of the code",
        )
    archive = trace.archives.get(uri)
    if archive is None or not archive.exists:
        return Delivery(wrong=f"nothing is at {uri}, from which the container takes its code", hint=_HINT)
    if archive.members is None:
        return Delivery(wrong=f"{uri} is no tar archive", hint="give source_dir as an s3:// URI of a .tar.gz")
    if not archive.is_known:
        return Delivery(unknown=f"{uri}: what it holds cannot be checked offline")
    if os.path.normpath(program) not in archive.members:
        return Delivery(wrong=f"{uri} does not hold {program}", hint=_HINT)
    image = str((job.get("AlgorithmSpecification") or {}).get("TrainingImage"))
    is_known = is_of_sdk(image) and "PYTHONPATH" not in (job.get("Environment") or {})
    return packed_code(os.path.normpath(program), archive) if is_known else Delivery()


def _code_uri(submit: str, job: Mapping[str, Any]) -> Any:
    """Where the code is in S3: as the job says, or in the channel that an isolated container has it from."""
    if not submit.startswith(_CHANNEL):
        return submit
    name = submit.removeprefix(_CHANNEL).strip("/")
    found = (uri_of(each) for each in job.get("InputDataConfig") or () if each.get("ChannelName") == CODE_CHANNEL)
    uri = next(found, None)
    return f"{uri.rstrip('/')}/{name}" if isinstance(uri, str) and not uri.endswith(name) else uri


def _text(value: Any) -> Any:
    """A hyperparameter as the script reads it: the estimators of frameworks write JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def deliveries(builder: object, trace: Trace) -> Iterator[Delivery]:
    """How the code reaches the container of a training step."""
    yield delivery_of(trace.request or {}, trace)
