"""Names of steps and step types, compared as people mean them: case, underscores and ``Step`` aside."""

from __future__ import annotations

import functools
import re

from cursus_tester.sdk.names import STEP
from cursus_tester.step_pack import pack_of, packs

#: Types of steps without a pack.
_STEP_TYPES = frozenset({"processing", "training", "transform", "tuning", "registermodel", "callback", "lambda"})
#: Words in the names of other steps, and frameworks: one that the builder's own name does not have is another step's.
_OTHER_WORDS = ("process", "train", "transform", "tun", "regist", "batch", "endpoint", "quality", "condition", "evalu")
_FRAMEWORKS = ("chainer", "huggingface", "mxnet", "pytorch", "sklearn", "tensorflow", "xgboost")


def step_name(class_name: str) -> str:
    """The standard name of a builder's step: the class name without ``StepBuilder``."""
    for suffix in ("StepBuilder", "Builder", STEP):
        if class_name.endswith(suffix) and class_name != suffix:
            return class_name.removesuffix(suffix)
    return class_name


@functools.lru_cache(maxsize=1024)
def plain(name: str) -> str:
    """Letters and digits only, lower case."""
    return re.sub(r"[\W_]", "", name).lower()


def same_step(one: str, other: str) -> bool:
    """Whether two names mean one step: ``xgboost-create-model`` is ``XGBoostModel``."""
    return _core(one) == _core(other)


def _core(name: str) -> str:
    return re.sub("creat(?:e|ion)|step(?:builder)?", "", plain(name))


def names_step_type(text: str) -> bool:
    """Whether a text by itself is the name of a type of steps, such as ``CreateModel``, and no step's own name."""
    said = plain(text).removeprefix("steptype").removesuffix("step")
    return said in _STEP_TYPES or any(said == plain(pack.name) or said in pack.aliases for pack in packs())


def is_step_type(said: str, built: str, name: str) -> bool:
    """Whether `said` is the type of a step that is really `built`, or the name of the step called `name`.

    Some frameworks call the step's own name its type, such as ``XGBoostModel`` for a CreateModel step.
    """
    type_said = plain(said).removeprefix("steptype").removesuffix("step")
    # The variants of a step are often told apart behind an underscore: BatchTransform_Testing.
    if type_said == plain(built) or same_step(said, name) or same_step(said.partition("_")[0], name):
        return True
    pack = pack_of(built)
    if pack is None:
        return False
    foreign = [word for word in (*_OTHER_WORDS, *_FRAMEWORKS) if not pack.telling_word.startswith(word)]
    speaks_of_another = any(word in type_said and word not in plain(name) for word in foreign)
    is_told = bool(pack.telling_word) and pack.telling_word in type_said
    return type_said in pack.aliases or (is_told and not speaks_of_another)
