"""SB110, SB408: builders that depend on their process or leave it changed, and ones that leave it as it was."""

from tests.mutants.declare import Mutant

_XGBOOST, _PYTORCH = "builders/xgboost_model.py", "builders/pytorch_model.py"
_GENERIC, _ESTIMATOR = "builders/generic_model.py", "builders/xgboost_estimator_model.py"
_OPTIONS = "        options = self._read_options(kwargs)\n"
_IMPORT = "from __future__ import annotations\n"


def _first(name: str, file: str, *lines: str, rules: tuple[str, ...]) -> Mutant:
    """A builder whose ``create_step`` has further statements behind its first, and whose module imports ``os``."""
    added = "".join(f"        {line}\n" for line in lines)
    changes = ((_OPTIONS, _OPTIONS + added), (_IMPORT, f"{_IMPORT}\nimport contextlib\nimport os\n"))
    return Mutant(name=name, file=file, replace=changes, rules=rules)


MUTANTS = (
    _first("SB110: stays in the folder of the code", _XGBOOST, "os.chdir(self.config.source_dir)", rules=("SB110",)),
    _first(
        "SB110: goes to the root folder for a model in a VPC",
        _GENERIC,
        "if self.config.vpc_config:",
        '    os.chdir("/")',
        rules=("SB110",),
    ),
    _first(
        "SB110: sets the region for all that comes after it",
        _PYTORCH,
        'os.environ["AWS_DEFAULT_REGION"] = self.config.aws_region',
        rules=("SB110",),
    ),
    _first(
        "SB110: sets a variable of the SDK under a plain session",
        _XGBOOST,
        'if type(self.session).__name__ == "Session":',
        '    os.environ.setdefault("SAGEMAKER_SESSION", "plain")',
        rules=("SB110",),
    ),
    _first(
        "SB110: deletes a variable when caching is asked for",
        _ESTIMATOR,
        'if kwargs.get("enable_caching"):',
        '    os.environ.pop("PATH", None)',
        rules=("SB110",),
    ),
    Mutant(
        name="SB110: sets a variable when its module is imported",
        file=_GENERIC,
        replace=((_IMPORT, f'{_IMPORT}\nimport os\n\nos.environ["PIPELINE_STAGE"] = "build"\n'),),
        rules=("SB110",),
    ),
    _first(
        "SB408: takes the stage from the environment",
        _GENERIC,
        'self.log_info("Stage %s", os.environ.get("STAGE", "dev"))',
        rules=("SB408",),
    ),
    _first(
        "SB408: looks into the home folder for a model in a VPC",
        _ESTIMATOR,
        "if self.config.vpc_config:",
        '    self.log_info("Home %s", os.path.expanduser("~"))',
        rules=("SB408",),
    ),
    _first(
        "SB408: passes the whole environment on for a plain session",
        _PYTORCH,
        'if type(self.session).__name__ == "Session":',
        '    self.log_info("Built with %s", sorted(dict(os.environ)))',
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: reads the team's name when its module is imported",
        file=_XGBOOST,
        replace=((_IMPORT, f'{_IMPORT}\nimport os\n\nTEAM = os.getenv("TEAM_NAME")\n'),),
        rules=("SB408",),
    ),
    _first(
        "SB110: goes to the folder of the code and back",
        _XGBOOST,
        "before = os.getcwd()",
        "os.chdir(self.config.source_dir)",
        "os.chdir(before)",
        rules=(),
    ),
    _first(
        "SB110: sets a variable and restores it",
        _PYTORCH,
        'before, os.environ["AWS_DEFAULT_REGION"] = os.environ["AWS_DEFAULT_REGION"], self.config.aws_region',
        'os.environ["AWS_DEFAULT_REGION"] = before',
        rules=(),
    ),
    _first(
        "SB408: asks the environment how much to log",
        _GENERIC,
        'self.log_info("Log level %s", os.environ.get("LOG_LEVEL", "INFO"))',
        "with contextlib.suppress(KeyError):",
        '    self.log_info("Debug %s", os.environ["TEAM_DEBUG"])',
        rules=(),
    ),
    Mutant(
        name="SB408: joins the names of the variables in a set's order",
        file=_GENERIC,
        replace=(
            (
                "            env=self._get_packaged_environment_variables(),\n",
                '            env={**self._get_packaged_environment_variables(), "NAMES": ",".join(_NAMES)},\n',
            ),
            (_IMPORT, f'{_IMPORT}\n_NAMES = {{"threshold", "batch", "retries", "timeout", "mode"}}\n'),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: names the model by a hash of its data",
        file=_XGBOOST,
        replace=(
            (
                "            env=self._get_environment_variables(),\n",
                '            env={**self._get_environment_variables(), "KEY": str(hash(self.config.instance_type))},\n',
            ),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: lists what is in one of two sets, in any order",
        file=_PYTORCH,
        replace=(
            (
                "            env=self._get_packaged_environment_variables(),\n",
                '            env={**self._get_packaged_environment_variables(), "TEAMS": " ".join(_ours())},\n',
            ),
            (
                _IMPORT,
                f'{_IMPORT}\n\ndef _ours() -> set[str]:\n    return set("risk fraud credit loans cards".split())\n\n',
            ),
        ),
        rules=("SB408",),
    ),
    Mutant(
        name="SB408: joins the names of the variables of a set, sorted",
        file=_GENERIC,
        replace=(
            (
                "            env=self._get_packaged_environment_variables(),\n",
                '            env={**self._get_packaged_environment_variables(), "NAMES": ",".join(sorted(_NAMES))},\n',
            ),
            (_IMPORT, f'{_IMPORT}\n_NAMES = {{"threshold", "batch", "retries", "timeout", "mode"}}\n'),
        ),
        rules=(),
    ),
)
