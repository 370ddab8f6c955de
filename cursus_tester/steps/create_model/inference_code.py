"""Whether inference code is where its container looks for it, which SB402 asks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.expressions import is_expression, references
from cursus_tester.evidence.field_names import ENTRY_POINT_FIELDS, configured
from cursus_tester.evidence.packed_code import packed_code
from cursus_tester.evidence.scenario import TRAINING_PROGRAM
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.rules.common.own_code import lacks_other_script
from cursus_tester.sdk.frameworks import SPELLINGS
from cursus_tester.sdk.names import ESTIMATOR_BASE, MODEL_STEP, PIPELINE_SESSION
from cursus_tester.steps.create_model.models import estimator_calls
from cursus_tester.steps.create_model.requests import (
    containers,
    environment,
    repack_code,
    repack_hyperparameter,
    repacked_by,
    takes_prefix,
)
from cursus_tester.steps.create_model.requests import model_data as data_of

#: Which serving images read inference code only from ``code/`` in the model archive, by repository name; the others
#: that run scripts download ``SAGEMAKER_SUBMIT_DIRECTORY``. From the containers' own documentation and source.
_READ_MODEL_ARCHIVE = re.compile(
    r"/(?:pytorch-inference|huggingface-\w+-inference|tensorflow-inference|mxnet-inference)"
)
_READ_SUBMIT_DIRECTORY = re.compile(r"/sagemaker-(?:xgboost|scikit-learn)[:/]")
#: Which images import whatever is named, even if it is nothing. HuggingFace's then serves without code.
_RUN_PROGRAM = re.compile(r"/(?:sagemaker-(?:xgboost|scikit-learn)|pytorch-inference|mxnet-inference)[:/]")
#: Runs the built-in algorithm, whatever script it is given: XGBoost 0.72, which the SDK calls ``1`` and ``latest``.
_BUILT_IN = re.compile(r"/xgboost:")
#: TensorFlow's image runs one script and is not told its name.
_TENSORFLOW = re.compile(r"/tensorflow-inference")
_IN_ARCHIVE = "/opt/ml/model"
BUILT_IN = "built-in algorithm and no script"
EMPTY_PROGRAM = "SAGEMAKER_PROGRAM is empty: the container imports a module of that name and fails"

_PACK = (
    "give the SDK entry_point and source_dir in a form that it can pack: a plain s3:// archive, or "
    f"{MODEL_STEP}(name=…, step_args=model.create(…)).steps[-1] under {PIPELINE_SESSION}; or serve an archive "
    "that already holds code/"
)

_NO_PREFIX = (
    "serve a compressed archive, which the SDK repacks; or leave entry_point out and put code/ below the prefix "
    "yourself"
)
_OFFLINE = "cannot be checked offline"


def deliveries(builder: Builder, trace: Trace) -> Iterator[Delivery]:
    """How the inference code reaches each container of a compiled trace."""
    for container in containers(trace.request or {}):
        found = _judge(builder, trace, container)
        if found is None:
            yield Delivery(is_empty=True)
        else:
            yield replace(found, hint=found.hint or _PACK) if found.wrong else found


def _judge(builder: Builder, trace: Trace, container: Mapping[str, Any]) -> Delivery | None:
    """One container of one trace; ``None`` where no inference code is configured."""
    if "ModelPackageName" in container:
        return None
    variables, image = environment(container), str(container.get("Image"))
    program, submit = variables.get("SAGEMAKER_PROGRAM"), variables.get("SAGEMAKER_SUBMIT_DIRECTORY")
    script, wanted = _configured_program(trace), configured(trace.config, ENTRY_POINT_FIELDS)
    if not script and not program and not submit:
        return _without_program(variables, image)
    if is_expression(program) or is_expression(submit):
        return Delivery(unknown="program or directory is a pipeline variable, which only the run resolves")
    if not isinstance(program, str) or not program:
        program = script
    elif os.path.basename(program) == TRAINING_PROGRAM != wanted and wanted:
        return Delivery(
            wrong=f"SAGEMAKER_PROGRAM is {program}, the training script; {wanted} is configured",
            hint="give create_model() the serving script: entry_point=self.config.entry_point, source_dir=…",
        )
    astray = _astray(program, submit, wanted)
    if astray:
        return Delivery(wrong=astray, hint="name the script alone, as it lies in its folder")
    if _BUILT_IN.search(image):
        return Delivery(
            wrong=f"the image {image} runs {SPELLINGS['xgboost']}'s {BUILT_IN}",
            hint="take a version with script mode, such as 1.7-1",
        )
    if _TENSORFLOW.search(image):
        program = "inference.py"
    if program is None:
        return Delivery(
            wrong="SAGEMAKER_PROGRAM is empty: the container does not know which script to run",
            hint="give the model entry_point=self.config.entry_point, or name the script in SAGEMAKER_PROGRAM",
        )
    program = os.path.normpath(program)
    if isinstance(submit, str) and submit.startswith("s3://") and not _READ_MODEL_ARCHIVE.search(image):
        if (trace.request or {}).get("EnableNetworkIsolation"):
            return Delivery(
                wrong=f"the container is isolated from the network and cannot download its code, {submit}",
                hint="give enable_network_isolation to the model: the SDK then puts the code into the archive",
            )
        return _in_upload(trace, submit, program)
    if isinstance(submit, str) and submit.startswith("file://"):
        return Delivery(
            wrong=f"SAGEMAKER_SUBMIT_DIRECTORY is {_local(submit)}: a path on the machine that built the pipeline; the "
            "SDK did not pack the code",
            hint=_NO_PREFIX if takes_prefix(container) else "",
        )
    if _READ_MODEL_ARCHIVE.search(image) or (isinstance(submit, str) and submit.startswith(_IN_ARCHIVE)):
        return _in_model_archive(builder, trace, container, program)
    if _READ_SUBMIT_DIRECTORY.search(image):
        said = "is not set" if not submit else f"is {submit!r}"
        return Delivery(
            wrong=f"SAGEMAKER_SUBMIT_DIRECTORY {said}: the container does not find {program}",
            hint="give the model entry_point and source_dir: the SDK uploads the code and sets the variable",
        )
    return Delivery(unknown=f"where the image {image} looks for its code is not known")


def _astray(program: str | None, submit: object, wanted: object) -> str:
    """How a program is named by more than where it lies in its folder; empty where it is not.

    A container imports it as a module below the directory, such as ``/opt/ml/model/code``.
    """
    folder = os.path.dirname(program or "")
    if not folder or (isinstance(wanted, str) and os.path.dirname(wanted) == folder):
        return ""
    repeats = isinstance(submit, str) and os.path.normpath(submit).endswith(f"/{os.path.normpath(folder)}")
    if os.path.isabs(folder) or repeats:
        return f"SAGEMAKER_PROGRAM is {program}, and the directory is {submit}: the script is not below that"
    return ""


def _without_program(variables: Mapping[str, Any], image: str) -> Delivery | None:
    """What an empty program does: script-mode containers import the module of that name, and fail (their source)."""
    if variables.get("SAGEMAKER_PROGRAM") == "" and _RUN_PROGRAM.search(image):
        return Delivery(
            wrong=EMPTY_PROGRAM,
            hint="give entry_point and source_dir; what runs no script is a Model(image_uri=…) of the generic class",
        )
    return None


def _is_archive(uri: str) -> bool:
    return uri.startswith("s3://") and uri.endswith((".tar.gz", ".tgz"))


def _local(uri: str) -> str:
    return f"file://…/{os.path.basename(uri.rstrip('/'))}"


def _in_upload(trace: Trace, uri: str, program: str) -> Delivery:
    archive = trace.archives.get(uri)
    if archive is None or not archive.exists:
        if _is_archive(uri):
            return Delivery(unknown=f"this build did not upload {uri}: what it holds {_OFFLINE}")
        return Delivery(
            wrong=f"SAGEMAKER_SUBMIT_DIRECTORY is {uri}, a folder; the container downloads one .tar.gz archive",
            hint="put a sourcedir.tar.gz with the entry point at its top there, and name that",
        )
    if not archive.is_known:
        return Delivery(unknown=f"this build did not upload {uri}: what it holds {_OFFLINE}")
    if archive.members is None:
        return Delivery(
            wrong=f"SAGEMAKER_SUBMIT_DIRECTORY is {uri}, which is not a .tar.gz archive",
            hint="name a .tar.gz archive with the entry point at its top",
        )
    if program not in archive.members:
        if lacks_other_script(trace):
            return Delivery(unknown=f"the builder's own folder of code need not have {program}")
        held = ", ".join(archive.members[:8]) or "nothing"
        return Delivery(
            wrong=f"the uploaded code does not contain {program}; it contains {held}",
            hint="give an entry_point that is a path inside source_dir, such as inference.py",
        )
    return packed_code(program, archive, installs=False)


def _in_model_archive(builder: Builder, trace: Trace, container: Mapping[str, Any], program: str) -> Delivery:
    model_data = data_of(container)
    if takes_prefix(container):
        if _gave_local_code(trace):
            return Delivery(wrong=f"the SDK was given {program} and packs no code into a prefix", hint=_NO_PREFIX)
        return Delivery(unknown=f"whether the code is below the prefix {_OFFLINE}")
    if isinstance(model_data, str):
        archive = trace.archives.get(model_data)
        if archive is None or not archive.exists:
            if _is_archive(model_data) and not _gave_local_code(trace):
                return Delivery(unknown=f"whether {model_data} holds the code {_OFFLINE}; packaged=True says so")
            return Delivery(
                wrong=f"the model archive {model_data} is not there",
                hint="pass on the model data that the builder is given",
            )
        if f"code/{program}" not in (archive.members or ()):
            if not archive.is_known:
                return Delivery(unknown=f"whether {model_data} holds the code {_OFFLINE}; packaged=True says so")
            points_there = str(environment(container).get("SAGEMAKER_SUBMIT_DIRECTORY")).startswith(_IN_ARCHIVE)
            given = model_data in trace.given_model_data.values() and not _gave_local_code(trace)
            if given and (points_there or _says_packaged(builder, trace.scenario.input_name)):
                return _in_given_archive(builder, trace, model_data)
            if lacks_other_script(trace):
                return Delivery(unknown=f"the builder's own folder of code need not have {program}")
            held = ", ".join((archive.members or ())[:8]) or "nothing"
            return Delivery(wrong=f"the model archive does not contain code/{program}; it contains {held}")
        return Delivery()
    if not is_expression(model_data):
        return Delivery(wrong="the request has no ModelDataUrl, and the image reads its code from the model archive")
    repack = repacked_by(model_data, trace)
    if repack is not None:
        return _in_repack_step(trace, repack, program)
    if _gave_local_code(trace):
        return Delivery(wrong=f"the SDK was given {program} and did not put it into the model archive")
    return _in_given_archive(builder, trace, model_data)


def _in_repack_step(trace: Trace, repack: Mapping[str, Any], program: str) -> Delivery:
    script = repack_hyperparameter(repack, "inference_script")
    archive = repack_code(repack, trace)
    if archive is not None and not archive.is_known:
        return Delivery(unknown=f"the code comes from an archive of others: what it holds {_OFFLINE}")
    if script != program and program != "inference.py":
        return Delivery(wrong=f"the repack step packs {script!r}; the container runs {program}")
    if archive is None or script not in (archive.members or ()):
        if lacks_other_script(trace):
            return Delivery(unknown=f"the builder's own folder of code need not have {script}")
        return Delivery(wrong=f"the repack step's upload does not contain {script}")
    return Delivery()


def _in_given_archive(builder: Builder, trace: Trace, model_data: object) -> Delivery:
    """The code must be in the archive that the builder was given: what its specification and source say of that."""
    scenario = trace.scenario
    origins = ((scenario.input_name, scenario.source, scenario.source_name), *scenario.other_inputs)
    name, kind, source = next((each for each in origins if references(model_data, f"Steps.{each[2]}.")), origins[0])
    if _says_packaged(builder, name) or re.search("packag", source, re.IGNORECASE):
        return Delivery()
    if kind.trains:
        return Delivery(
            wrong=f"the model archive comes directly from {source}, and nothing puts the inference code into it"
        )
    return Delivery(unknown=f"whether the archive contains the code {_OFFLINE}; declare packaged=True if it does")


def _says_packaged(builder: Builder, input_name: str) -> bool:
    """Whether the specification says that archives of the input hold the code."""
    dependencies = builder.specification.dependencies if builder.specification is not None else ()
    return any(each.packaged for each in dependencies if each.name == input_name)


def _calls_that_serve(trace: Trace) -> Iterator[Call]:
    """The calls whose script may be served: an estimator's only where its ``create_model()`` makes the model.

    Builders make estimators for other reasons, such as to ask for an image.
    """
    serves = any(estimator_calls(trace))
    for call in trace.calls:
        if serves or call.result is None or not call.result.is_a(ESTIMATOR_BASE):
            yield call


def _configured_program(trace: Trace) -> str | None:
    for call in _calls_that_serve(trace):
        value = call.arguments.get("entry_point")
        if call.place is not None and value is not None and isinstance(value.data, str) and value.data:
            return value.data
    script = configured(trace.config, ENTRY_POINT_FIELDS)
    return script if isinstance(script, str) else None


def _gave_local_code(trace: Trace) -> bool:
    """Whether the builder handed a script on this machine to the SDK."""
    for call in _calls_that_serve(trace):
        entry, folder = call.arguments.get("entry_point"), call.arguments.get("source_dir")
        if call.place is None or call.is_nested or entry is None or not entry.data:
            continue
        if not (folder is not None and isinstance(folder.data, str) and folder.data.startswith("s3://")):
            return True
    return False
