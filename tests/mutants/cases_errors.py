"""SB400: builders that raise under a valid config or in a situation that they need not refuse, and ones that may."""

from tests.mutants.declare import Mutant

_XGBOOST, _PYTORCH = "builders/xgboost_model.py", "builders/pytorch_model.py"
_GENERIC, _ESTIMATOR = "builders/generic_model.py", "builders/xgboost_estimator_model.py"
_OPTIONS = "        options = self._read_options(kwargs)\n"
_VPC = "            vpc_config=self._get_vpc_config(),\n"
_ISOLATION = "            self._refuse_isolation(model_data)\n"


def _first(name: str, file: str, *lines: str, rules: tuple[str, ...] = ("SB400",)) -> Mutant:
    """A builder whose ``create_step`` has further statements behind its first."""
    added = "".join(f"        {line}\n" for line in lines)
    return Mutant(name=name, file=file, replace=((_OPTIONS, _OPTIONS + added),), rules=rules)


MUTANTS = (
    Mutant(
        name="SB400: reads subnets of the VPC under a name that they do not have",
        file=_XGBOOST,
        replace=(
            (
                _VPC,
                '            vpc_config=self.config.vpc_config and {"Subnets": self.config.vpc_config["SubnetIds"]},\n',
            ),
        ),
        rules=("SB400",),
    ),
    Mutant(
        name="SB400: adds a number to the URI that an isolated model is made from",
        file=_XGBOOST,
        replace=((_ISOLATION, f"{_ISOLATION}            model_data = model_data + 1\n"),),
        rules=("SB400",),
    ),
    _first(
        "SB400: takes tags to be pairs",
        _GENERIC,
        'tags = {tag["Name"]: tag["Value"] for tag in self.config.tags or ()}',
        'self.log_info("Tags: %s", tags)',
    ),
    _first(
        "SB400: says of a VPC only that the step cannot be built",
        _PYTORCH,
        "try:",
        '    subnets = (self.config.vpc_config or {"SubnetIds": ()})["SubnetIds"]',
        "except Exception as error:",
        '    raise ValueError(f"the step cannot be built: {error}") from error',
        'self.log_info("Subnets: %s", subnets)',
    ),
    _first(
        "SB400: rejects a configured model name, and does not say what for",
        _PYTORCH,
        "if self.config.model_name:",
        '    raise ValueError("invalid config")',
    ),
    _first(
        "SB400: wants to know more of an explicit URI beside dependencies",
        _XGBOOST,
        'if kwargs.get("dependencies") and isinstance(options.inputs["model_data"], str):',
        '    self.log_info("Archive: %s", options.inputs["archive"])',
    ),
    _first(
        "SB400: asks a plain session for the subnets of its VPC",
        _ESTIMATOR,
        'if self.config.vpc_config and type(self.session).__name__ == "Session":',
        '    self.log_info("Subnets: %s", self.session.subnets)',
    ),
    _first(
        "SB400: forgets that caching may be turned off",
        _ESTIMATOR,
        'if kwargs.get("enable_caching") is False:',
        '    del kwargs["cache_config"]',
    ),
    Mutant(
        name="SB400: looks an isolated model's network up in the VPC that it may not have",
        file=_ESTIMATOR,
        replace=(
            (
                '            self._refuse_isolation(inputs["model_data"])\n',
                '            self._refuse_isolation(inputs["model_data"])\n'
                '            self.log_info("Subnets: %s", self.config.vpc_config["Subnets"])\n',
            ),
        ),
        rules=("SB400",),
    ),
    _first(
        "SB400: rejects a VPC by name",
        _XGBOOST,
        "if self.config.vpc_config:",
        '    raise ValueError("vpc_config is not supported: our models are served outside the VPC")',
        rules=(),
    ),
    _first(
        "SB400: rejects GPUs by what they are",
        _PYTORCH,
        'if self.config.instance_type.startswith(("ml.g", "ml.p")):',
        '    raise NotImplementedError("no budget for GPU machines")',
        rules=(),
    ),
    _first(
        "SB400: turns a failed look-up of a machine into a refusal",
        _GENERIC,
        "try:",
        '    cores = {"ml.m5.large": 2, "ml.m5.xlarge": 4}[self.config.instance_type]',
        "except KeyError as error:",
        '    raise ValueError(f"config.instance_type {self.config.instance_type} is not one of ours") from error',
        'self.log_info("%s cores", cores)',
        rules=(),
    ),
    _first(
        "SB400: reads subnets where there is a VPC",
        _GENERIC,
        'self.log_info("Subnets: %s", (self.config.vpc_config or {"Subnets": ()})["Subnets"])',
        rules=(),
    ),
)
