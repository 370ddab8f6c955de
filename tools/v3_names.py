"""Write what takes the place of SDK v2's public names in v3, from the text of both SDKs.

    python -m tools.v3_names PACKAGES_OF_V2 PACKAGES_OF_V3 cursus_tester/sdk/v3_names.json

The first two arguments are folders of installed packages. A name is looked for in v3 in this order: under its own path;
in what is known to be renamed (`RENAMED`); where a module of v2 moved to (`MOVED`); where a module of the same name
defines it.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from tools.public_names import Name, Names, read_names

_TRAINER = "sagemaker.train.model_trainer.ModelTrainer"
_BUILDER = "sagemaker.serve.model_builder.ModelBuilder"
_MODEL_STEP = "sagemaker.mlops.workflow.model_step.ModelStep"
_PROCESSOR = "sagemaker.core.processing.FrameworkProcessor"
_SCRIPT_PROCESSOR = "sagemaker.core.processing.ScriptProcessor"
_ENDPOINT = "sagemaker.core.resources.Endpoint"
_AUTO_ML = "sagemaker.core.resources.AutoMLJobV2"

#: What has another name in v3, by a pattern of the dotted name that v2 defines it as; the first that fits counts.
RENAMED: tuple[tuple[str, str], ...] = (
    (r"workflow\.steps\.CreateModelStep|workflow\.step_collections\.RegisterModel", _MODEL_STEP),
    (r"workflow\.step_collections\.EstimatorTransformer", "sagemaker.mlops.workflow.steps.TransformStep"),
    (r"processing\.ProcessingInput", "sagemaker.core.shapes.ProcessingInput"),
    (r"processing\.ProcessingOutput", "sagemaker.core.shapes.ProcessingOutput"),
    (r"sklearn\.processing\.SKLearnProcessor", _SCRIPT_PROCESSOR),
    (r"(huggingface|mxnet|pytorch|tensorflow|xgboost)\.processing\.\w+Processor", _PROCESSOR),
    (r"(model|pipeline|multidatamodel)\.\w*Model(Package|Base)?|djl_inference\.model\.\w+", _BUILDER),
    (
        r"(amazon|chainer|huggingface|jumpstart|mxnet|pytorch|sklearn|sparkml|tensorflow|xgboost)\.\w+\.\w*Model",
        _BUILDER,
    ),
    (r"\w+(\.\w+)*\.\w*Predictor(Base)?", _ENDPOINT),
    (
        r"estimator\.[A-Z]\w+|algorithm\.AlgorithmEstimator|amazon\.amazon_estimator\.AmazonAlgorithmEstimatorBase",
        _TRAINER,
    ),
    (r"(chainer|huggingface|jumpstart|mxnet|pytorch|rl|sklearn|tensorflow|xgboost)\.estimator\.[A-Z]\w+", _TRAINER),
    (r"amazon\.(?!hyperparameter|validation|common|amazon_estimator)\w+\.[A-Z]\w+", _TRAINER),
    (r"automl\.\w+\.AutoML(Job)?(V2)?", _AUTO_ML),
    (r"feature_store\.feature_group\.FeatureGroup", "sagemaker.core.resources.FeatureGroup"),
    (r"tuner\.WarmStartConfig", "sagemaker.core.shapes.HyperParameterTuningJobWarmStartConfig"),
    (r"tuner\.StrategyConfig", "sagemaker.core.shapes.HyperParameterTuningJobStrategyConfig"),
    (r"tuner\.InstanceConfig", "sagemaker.core.shapes.HyperParameterTuningInstanceConfig"),
    (r"tuner\.TuningJobCompletionCriteriaConfig", "sagemaker.core.shapes.TuningJobCompletionCriteria"),
)

#: Where the names of a module went that v3 calls otherwise.
MOVED: Mapping[str, str] = {
    "sagemaker.async_inference": "sagemaker.core.inference_config",
    "sagemaker.async_inference.async_inference_config": "sagemaker.core.inference_config",
    "sagemaker.base_deserializers": "sagemaker.core.deserializers.base",
    "sagemaker.base_serializers": "sagemaker.core.serializers.base",
    "sagemaker.dataset_definition": "sagemaker.core.shapes",
    "sagemaker.dataset_definition.inputs": "sagemaker.core.shapes",
    "sagemaker.estimator": "sagemaker.train.model_trainer",
    "sagemaker.feature_store.feature_definition": "sagemaker.core.shapes",
    "sagemaker.feature_store.feature_group": "sagemaker.mlops.feature_store",
    "sagemaker.feature_store.inputs": "sagemaker.core.shapes",
    "sagemaker.model": "sagemaker.serve.model_builder",
    "sagemaker.model_card.model_card": "sagemaker.core.shapes",
    "sagemaker.modules.configs": "sagemaker.train.configs",
    "sagemaker.modules.train": "sagemaker.train.model_trainer",
    "sagemaker.pipeline": "sagemaker.serve.model_builder",
    "sagemaker.predictor": "sagemaker.core.resources",
    "sagemaker.s3_utils": "sagemaker.core.s3",
    "sagemaker.serializer_utils": "sagemaker.core.serializers.utils",
    "sagemaker.session": "sagemaker.core.helper.session_helper",
    "sagemaker.tuner": "sagemaker.train.tuner",
    "sagemaker.utils": "sagemaker.core.common_utils",
    "sagemaker.vpc_utils": "sagemaker.core.network",
    "sagemaker.workflow.entities": "sagemaker.core.workflow.entities",
}
#: Where two places have a name, the first of these wins: what pipelines use, then the general part.
_PREFERRED = ("sagemaker.mlops", "sagemaker.core", "sagemaker.train", "sagemaker.serve")
#: Programs and tools of v2's own that nobody imports.
_LEFT_OUT = re.compile(r"sagemaker\.(cli|amtviz|serve\.save_retrive)\b")


def places(v2: Names, v3: Names) -> dict[str, dict[str, str | None]]:
    """Where v3 has each public name of v2, by v2's module; ``None``: nowhere. An empty name is the module itself."""
    defining = _places_by_name(v3)
    found: dict[str, dict[str, str | None]] = {}
    for module, names in v2.items():
        if _LEFT_OUT.match(module):
            continue
        answers = {name: _place(module, name, what, v3, defining) for name, what in names.items()}
        own = {name: place for name, place in answers.items() if names[name].defined == f"{module}.{name}"}
        found[module] = {"": _module(module, own, v3), **answers}
    return found


def _places_by_name(names: Names) -> dict[str, list[tuple[str, str]]]:
    """The kind of each name with the modules that have it, by the name."""
    found = defaultdict(list)
    for module, each in names.items():
        for name, what in each.items():
            if what.kind != "module":
                found[name].append((what.kind, module))
    return found


def _place(module: str, name: str, what: Name, v3: Names, defining: Mapping[str, list[tuple[str, str]]]) -> str | None:
    if what.kind == "module":
        return _same_module(what.defined, v3)
    if name in v3.get(module, ()):
        return f"{module}.{name}"
    renamed = next((to for pattern, to in RENAMED if re.fullmatch(rf"sagemaker\.({pattern})", what.defined)), None)
    if renamed is not None:
        return renamed
    defined_in, _, original = what.defined.rpartition(".")
    for origin in (module, defined_in):
        if original in v3.get(MOVED.get(origin, ""), ()):
            return f"{MOVED[origin]}.{original}"
    candidates = [where for kind, where in defining.get(original, ()) if kind == what.kind]
    best = _closest(defined_in, candidates) or _only(original, candidates)
    return f"{best}.{original}" if best is not None else None


def _only(name: str, candidates: Sequence[str]) -> str | None:
    """The one module that has a name of several words; a short name may mean something else there."""
    is_telling = len(re.findall(r"[A-Z][a-z]+|_", name)) > 1
    ranked = sorted(candidates, key=_preference)
    packages = {each.split(".")[1] for each in candidates}
    is_shape = bool(ranked) and ranked[0].startswith(("sagemaker.core.shapes", "sagemaker.core.resources"))
    return ranked[0] if is_telling and len(packages) == 1 and not is_shape else None


def _closest(module: str, candidates: Iterable[str]) -> str | None:
    """The module whose path ends most like `module`; ``None``: none ends with the same word."""
    ranked = sorted(candidates, key=lambda each: (-_common_tail(module, each), *_preference(each)))
    return ranked[0] if ranked and _common_tail(module, ranked[0]) else None


def _common_tail(left: str, right: str) -> int:
    pairs = zip(reversed(left.split(".")), reversed(right.split(".")), strict=False)
    return next(
        (count for count, (one, other) in enumerate(pairs) if one != other), min(left.count("."), right.count("."))
    )


def _preference(module: str) -> tuple[int, int, str]:
    rank = next((index for index, prefix in enumerate(_PREFERRED) if module.startswith(prefix)), len(_PREFERRED))
    return rank, len(module), module


def _module(module: str, answers: Mapping[str, str | None], v3: Names) -> str | None:
    """What to import in place of a whole module: the one of the same name, or where most of its names went."""
    same = _same_module(module, v3)
    if same is not None:
        return same
    went = Counter(place.rpartition(".")[0] for place in answers.values() if place is not None)
    return min(went, key=lambda each: (-went[each], each)) if went else None


def _same_module(module: str, v3: Names) -> str | None:
    if module in v3:
        return module
    if module in MOVED:
        return MOVED[module]
    tail = module.removeprefix("sagemaker")
    return next((f"{prefix}{tail}" for prefix in _PREFERRED if f"{prefix}{tail}" in v3), None)


def _is_there(place: str, names: Names) -> bool:
    module, _, name = place.rpartition(".")
    return name in names.get(module, ())


def _versions(packages: Path) -> dict[str, str]:
    found = metadata.distributions(path=[str(packages)])
    named = {each.metadata["Name"].replace("_", "-"): each.version for each in found}
    return {name: version for name, version in sorted(named.items()) if re.fullmatch(r"sagemaker(-\w+)?", name)}


def main() -> None:
    """Write the table."""
    old, new, target = map(Path, sys.argv[1:])
    v3 = read_names(new)
    answers = places(read_names(old), v3)
    lost = sorted({to for _, to in RENAMED if not _is_there(to, v3)} | {to for to in MOVED.values() if to not in v3})
    if lost:
        raise SystemExit(f"not in the newer SDK: {', '.join(lost)}; correct RENAMED and MOVED")
    table = {
        "from": _versions(old)["sagemaker"],
        "to": _versions(new),
        # By v2's module and by v3's module, the names; those that v3 calls otherwise with their new name.
        "places": {module: _grouped(module, each) for module, each in sorted(answers.items())},
    }
    target.write_text(json.dumps(table, indent=0, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8")


def _grouped(module: str, answers: Mapping[str, str | None]) -> dict[str, list[str]]:
    """Names by the place in v3: a name alone, or ``old=new``; under ``""`` what is gone, under ``=`` what stays."""
    grouped = defaultdict(list)
    for name, place in sorted(answers.items()):
        if place == (f"{module}.{name}" if name else module):
            grouped["="].append(name)
        elif place is None:
            grouped[""].append(name)
        elif not name:
            grouped[place].append(name)
        else:
            where, _, new = place.rpartition(".")
            grouped[where].append(name if new == name else f"{name}={new}")
    return dict(grouped)


if __name__ == "__main__":
    main()
