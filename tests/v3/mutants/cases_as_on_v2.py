"""The defects that are the same on SDK v3 as on v2: declared once, for v2, and made here from the builders for v3."""

from __future__ import annotations

from dataclasses import replace

from tests.mutants.declare import Mutant, declared_mutants

#: Their names. Those about a plain session are left out: a builder for v3 refuses it.
NAMES = frozenset(
    {
        "CM209: declares no output",
        "CM312: caching is asked for, and nothing says that there is none",
        "CM331: a session of its own",
        "CM406: both containers serve the first archive",
        "PR202: an input has the name of another one",
        "PR202 twin: the inputs in another order",
        "RM301: a package of no group",
        "RM301 twin: a package of a group that is written down",
        "RM302: a package without content types",
        "RM302: metrics at a place on the machine",
        "SB100: imports a module that is not there",
        "SB100: refuses every config",
        "SB100: the constructor reads a config field that is not there",
        "SB102: demands a parameter that nobody knows",
        "SB104: not registered",
        "SB105: not called StepBuilder",
        "SB106: ignores dependencies",
        "SB106: ignores inputs",
        "SB106: ignores model_data",
        "SB108: asks AWS who it is when it is imported",
        "SB108: opens a log file when it is imported",
        "SB109: takes no registry",
        "SB109: the resolver under another name",
        "SB110: asks a server, and goes on when it is refused",
        "SB110: sets the region for all that comes after it",
        "SB110: sets a variable and restores it",
        "SB201: carries no specification",
        "SB203: gives both containers the same input",
        "SB204: a KeyError where model data is missing",
        "SB204: one of two inputs is not checked",
        "SB205: an output path without properties",
        "SB205: an output that the step does not have",
        "SB206: the class says another step type to the registry",
        "SB206: the specification is another step's",
        "SB207: a transform job without the contract's variables",
        "SB208: leaves the version to the SDK",
        "SB208: takes any instance type",
        "SB211: takes any version",
        "SB212: lists a version that never was",
        "SB320: a literal",
        "SB320: an f-string of account, region and version",
        "SB320: the registry's answer with another tag",
        "SB321: PyTorch's training image",
        "SB321: no scope, of a framework whose image trains and serves: no defect",
        "SB322: a fixed region",
        "SB322: the image of another framework",
        "SB323: PyTorch's image is always of us-east-1",
        "SB323: the region is forced without a word",
        "SB324: the version stays what it was in the first build",
        "SB340: a number in the environment of a transform job",
        "SB341: a transform job without the config's variables",
        "SB342: a variable put into the config's environment",
        "SB342: the caller's inputs are used up",
        "SB350: a transform job on one type of instance",
        "SB352: a transform job without its tags",
        "SB400: rejects GPUs by what they are",
        "SB400: says of a VPC only that the step cannot be built",
        "SB401: an approval that the service does not know",
        "SB402: a container runs a file that no input holds",
        "SB403: a transform job that waits for nothing else",
        "SB403: registers before what it waits for",
        "SB404: does not read inputs",
        "SB405: refuses an explicit input beside dependencies",
        "SB407: takes no parameter",
        "SB407: takes no variable as model_data",
        "SB408: takes the stage from the environment",
        "SB409: images kept by version, the region forgotten",
        "SB409: the image of the builder that was first",
        "SB410: the constructor asks for the models there are",
        "SB411: a default image after any error",
        "SB411: suppresses every error of the dependencies",
        "SB413: a session of its own",
        "SB415: a role of its own where none is given",
        "TR201: the contract reads the channel from another folder",
    }
)


#: Where v3 has the modules that mutants import.
_MODULES = {
    "sagemaker.workflow.parameters": "sagemaker.core.workflow.parameters",
    "sagemaker.workflow.pipeline_context": "sagemaker.core.workflow.pipeline_context",
}


def _text_on_v3(text: str) -> str:
    for module, moved in _MODULES.items():
        text = text.replace(f"from {module} import", f"from {moved} import")
    return text


def _on_v3(file: str) -> str:
    return f"builders/v3/{file.removeprefix('builders/')}" if file.startswith("builders/") else file


def _adapted(mutant: Mutant) -> Mutant:
    return replace(
        mutant,
        name=f"{mutant.name} (as on v2)",
        file=_on_v3(mutant.file),
        replace=tuple((_text_on_v3(old), _text_on_v3(new)) for old, new in mutant.replace),
        also=tuple((_on_v3(file), _text_on_v3(old), _text_on_v3(new)) for file, old, new in mutant.also),
        then=tuple((_on_v3(file), _text_on_v3(old), _text_on_v3(new)) for file, old, new in mutant.then),
    )


MUTANTS = tuple(_adapted(mutant) for mutant in declared_mutants() if mutant.name in NAMES)
