"""Configs with markers in place of defaults: builders that pass a marker on, and ones that know it."""

from tests.mutants.declare import Mutant

_GENERIC, _XGBOOST = "builders/generic_model.py", "builders/xgboost_model.py"
_CLASS = "class GenericModelConfig(ModelConfig):\n"
_MARKER = f"_UNSET: Any = object()\n\n\n{_CLASS}"
_IMAGE = "    image_uri: Text | None = None\n"
_PYTHON = "    py_version: str | None = None\n"
_OWN_IMAGE = "        if self.config.image_uri:\n"
_ASKED = "            py_version=self.config.py_version,\n"
_UNDER_SESSION = 'type(self.session).__name__ == "Session"'
_ISOLATION = "            enable_network_isolation=self.config.enable_network_isolation"
_NAME = "            name=self.config.model_name,\n"

MUTANTS = (
    Mutant(
        name="SB400: takes a marker for an image",
        file=_GENERIC,
        replace=((_CLASS, _MARKER), (_IMAGE, "    image_uri: Any = _UNSET\n")),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: reads a marker's field under a plain session",
        file=_GENERIC,
        replace=(
            (_CLASS, _MARKER),
            (_PYTHON, f"{_PYTHON}    owner: Any = _UNSET\n"),
            (
                _ASKED,
                f"{_ASKED}            tolerate_vulnerable_model={_UNDER_SESSION} and self.config.owner.is_careless,\n",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: reads a field that no config needs to have, of a model with a name",
        file=_GENERIC,
        replace=(
            (_CLASS, _MARKER),
            (_PYTHON, f"{_PYTHON}    owner: Any = _UNSET\n"),
            (
                _NAME,
                "            name=self.config.model_name and f'{self.config.owner.name}-{self.config.model_name}',\n",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: names a marker's field in another region only",
        file=_GENERIC,
        replace=(
            (_CLASS, _MARKER),
            (_PYTHON, f"{_PYTHON}    owner: Any = _UNSET\n"),
            (
                _ASKED,
                f"{_ASKED}            tolerate_vulnerable_model=self.config.aws_region[:2] == 'eu' and "
                "self.config.owner.is_careless,\n",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: looks for the Python of a marker's own",
        file=_XGBOOST,
        replace=(
            ('    py_version: str = "py3"\n', "    py_version: Any = ...\n"),
            ('        if self.config.py_version != "py3":\n', '        if self.config.py_version.lower() != "py3":\n'),
            (
                f"{_ISOLATION},\n",
                f"{_ISOLATION} and self.config.py_version.isolated,\n",
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: tells a marker from an image",
        file=_GENERIC,
        replace=(
            (_CLASS, _MARKER),
            (_IMAGE, "    image_uri: Any = _UNSET\n"),
            (_OWN_IMAGE, "        if self.config.image_uri is not _UNSET:\n"),
        ),
        rules=(),
    ),
    Mutant(
        name="SB400: has OmegaConf's marker where a value must be given",
        file=_XGBOOST,
        replace=(('    py_version: str = "py3"\n', '    py_version: str = "???"\n'),),
        rules=(),
    ),
)
