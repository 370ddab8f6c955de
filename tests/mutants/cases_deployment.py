"""Mutants that compile without a word and are dead in the account: code, archives and isolation."""

from __future__ import annotations

from tests.mutants.declare import Mutant

XGBOOST = "builders/xgboost_model.py"
GENERIC = "builders/generic_model.py"
MULTI_CONTAINER = "builders/multi_container_model.py"
XGBOOST_ESTIMATOR = "builders/xgboost_estimator_model.py"

# What stands in the reference builders, each exactly once in its file.
_ENTRY_POINT = "            entry_point=self.config.entry_point,\n"
_SOURCE_DIR = "            source_dir=self._get_source_dir(),\n"
_REQUEST = "        request = self._create_model_request(model)\n"
_VARIABLES = '        variables = request["PrimaryContainer"]["Environment"]\n'
_REFUSE = "        if self.config.enable_network_isolation:\n            self._refuse_isolation({data})\n"
_ISOLATION = "            enable_network_isolation=self.config.enable_network_isolation,\n"

MUTANTS = (
    Mutant(
        name="SB402: an isolated container is to download its code",
        file=MULTI_CONTAINER,
        replace=(
            (_REFUSE.format(data="model_data, preprocessor_data"), ""),
            (
                f'            name=f"preprocessing-{{name}}",\n{_ISOLATION}',
                '            name=f"preprocessing-{name}",\n',
            ),
            (
                f'            name=f"xgboost-{{self._get_content_name(model_data)}}",\n{_ISOLATION}',
                '            name=f"xgboost-{self._get_content_name(model_data)}",\n',
            ),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: isolated, under a Session the SDK leaves out code and model data",
        file=XGBOOST,
        replace=((_REFUSE.format(data="model_data"), ""),),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: a script-mode container without a script",
        file=XGBOOST,
        replace=((_ENTRY_POINT, "            entry_point=None,\n"), (_SOURCE_DIR, "")),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: code in an archive in S3 that is not the config's",
        file=XGBOOST,
        replace=((_SOURCE_DIR, '            source_dir="s3://team-code/inference/sourcedir.tar.gz",\n'),),
        rules=("CM331",),
    ),
    Mutant(
        name="SB402: code at a place in S3 that is no archive",
        file=XGBOOST,
        replace=((_SOURCE_DIR, '            source_dir="s3://team-code/inference",\n'),),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: code in a folder of the developer's, under a name that does not look",
        file=XGBOOST,
        replace=(
            (_SOURCE_DIR, '            source_dir="inference_code",\n'),
            ("            name=self._get_model_name(model_data),\n", "            name=self.config.model_name,\n"),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: Pattern B, the training script serves",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                _REQUEST,
                f'{_REQUEST}{_VARIABLES}        variables["SAGEMAKER_PROGRAM"] = estimator.entry_point\n'
                '        variables["SAGEMAKER_SUBMIT_DIRECTORY"] = estimator.source_dir\n',
            ),
        ),
        rules=("SB402",),
    ),
    Mutant(
        name="SB402: Pattern B, no directory",
        file=XGBOOST_ESTIMATOR,
        replace=((_REQUEST, f'{_REQUEST}{_VARIABLES}        variables["SAGEMAKER_SUBMIT_DIRECTORY"] = ""\n'),),
        rules=("SB402",),
    ),
    Mutant(
        name="SB401: model data that is no archive",
        file=GENERIC,
        replace=(
            (
                "            model_data=model_data,\n",
                '            model_data=model_data.removesuffix("/model.tar.gz") if isinstance(model_data, str) '
                "else model_data,\n",
            ),
        ),
        rules=("SB401",),
    ),
    Mutant(
        name="SB401: Pattern B, model data joined to a folder",
        file=XGBOOST_ESTIMATOR,
        replace=(
            (
                "from __future__ import annotations\n",
                "from __future__ import annotations\nfrom sagemaker.workflow.functions import Join\n",
            ),
            (
                _REQUEST,
                f'{_REQUEST}        folder = Join(on="/", values=[inputs["model_data"], "model"])\n'
                '        request["PrimaryContainer"]["ModelDataUrl"] = folder\n',
            ),
        ),
        rules=("SB401",),
    ),
)
