"""Say what code lacks that only its team can give, from the exception that ended it."""

from __future__ import annotations

import os
import re

from cursus_tester.evidence.build import Missing, Need
from cursus_tester.evidence.scenario import Stage
from cursus_tester.probe.pipelines.grounds import Unmakeable
from cursus_tester.probe.pipelines.stand_ins import StandIn

#: The SDK's words (2.257.7, `processing` and `fw_utils`) for a script that is not there.
_NO_CODE = re.compile(r"code (.+) wasn't found\. Please make sure that the file exists")
_NO_ENTRY_POINT = re.compile(r'No file named "(.+)" was found in directory "(.+)"\.')
#: A name that only classes have, such as TrainingStep: what lacks it forgot an import.
_CLASS = re.compile(r"(?=.*[a-z])[A-Z][a-z0-9]*[A-Z][A-Za-z0-9]*")
#: boto3's words (1.44) for a bucket that is not there.
_NO_BUCKET = re.compile(r"Failed to upload .+ to ([^\s/]+)/.*NoSuchBucket", re.DOTALL)
_NO_OBJECT = re.compile(r"NoSuchKey|NoSuchBucket|\(404\)")


def missing_of(error: BaseException, stage: Stage) -> Missing | None:
    """What the code lacks; ``None`` where the exception does not say."""
    if isinstance(error, Unmakeable):
        return Missing(need=Need.ARGUMENT, name=error.name)
    if isinstance(error, ModuleNotFoundError):
        return Missing(need=Need.MODULE, name=error.name or str(error))
    if isinstance(error, FileNotFoundError) and error.filename:
        return Missing(need=Need.FILE, name=os.fsdecode(error.filename))
    if isinstance(error, ValueError):
        text = _text(error)
        code, entry_point = _NO_CODE.search(text), _NO_ENTRY_POINT.search(text)
        if code is not None:
            return Missing(need=Need.FILE, name=code[1])
        if entry_point is not None:
            return Missing(need=Need.FILE, name=os.path.join(entry_point[2], entry_point[1]))
    if isinstance(error, KeyError) and _is_of_environment(error):
        return Missing(need=Need.ENVIRONMENT, name=str(error.args[0]))
    no_bucket = _NO_BUCKET.search(_text(error))
    if no_bucket is not None:
        return Missing(need=Need.BUCKET, name=no_bucket[1])
    if _NO_OBJECT.search(str(type(error).__name__)) or (
        type(error).__name__ == "ClientError" and _NO_OBJECT.search(_text(error))
    ):
        return Missing(need=Need.OBJECT, name=_text(error))
    if isinstance(error, NameError) and error.name and stage is Stage.CREATE_STEP and not _CLASS.fullmatch(error.name):
        return Missing(need=Need.VARIABLE, name=error.name)
    if StandIn.__name__ in _text(error):
        return Missing(need=Need.MODULE, name="")
    # Code may say in words of its own what it did not find.
    cause = error.__cause__ or error.__context__
    return missing_of(cause, stage) if isinstance(cause, FileNotFoundError) else None


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # Its own __str__ raises.
        return type(error).__name__


def _is_of_environment(error: KeyError) -> bool:
    """Whether a look-up in ``os.environ`` raised."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and traceback.tb_frame.f_globals.get("__name__") == os.__name__
