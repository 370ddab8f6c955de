"""What holds for each of the seven builders."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sagemaker import image_uris

PLAIN = "s3://sagemaker-us-east-1-123456789012/models/model.tar.gz"

#: Module, step name, and the framework whose training step provides the estimator (Pattern B).
BUILDERS = [
    ("xgboost_model", "XGBoostModel", None),
    ("pytorch_model", "PyTorchModel", None),
    ("generic_model", "GenericModel", None),
    ("multi_container_model", "MultiContainerModel", None),
    ("xgboost_estimator_model", "XGBoostEstimatorModel", "XGBoost"),
    ("pytorch_estimator_model", "PyTorchEstimatorModel", "PyTorch"),
    ("tensorflow_estimator_model", "TensorFlowEstimatorModel", "TensorFlow"),
]

each_builder = pytest.mark.parametrize(("module", "name", "framework"), BUILDERS, ids=[name for _, name, _ in BUILDERS])
pytestmark = [
    pytest.mark.filterwarnings("ignore:We are deprecating:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Running within a PipelineSession:UserWarning"),
]


def ordering(account: Any, framework: str | None) -> dict[str, Any]:
    """Dependencies of which the step takes no model data: the trained estimator, or a step that yields nothing."""
    return {"dependencies": [account.training_step(framework) if framework else account.processing_step("Report", ())]}


def inputs_of(builder: Any, model_data: Any = PLAIN) -> dict[str, Any]:
    return {each.logical_name: model_data for each in builder.spec.dependencies}


@each_builder
def test_step(account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None) -> None:
    builder = make(module)
    given = ordering(account, framework)
    kept = list(given["dependencies"])
    step = builder.create_step(inputs=inputs_of(builder), **given)
    assert type(step).__name__ == "CreateModelStep"
    assert step.name == name == builder.spec.step_name
    assert builder.registry_manager.builders[name].step_type == builder.spec.step_type == "CreateModel"
    assert step._spec is builder.spec
    assert step.depends_on == kept == given["dependencies"]
    assert step.depends_on is not given["dependencies"]
    assert step.properties.ModelName.expr == {"Get": f"Steps.{name}.ModelName"}
    assert builder._get_outputs({}) is None
    assert account.calls == []


@each_builder
def test_routes_of_model_data_are_one(
    account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None
) -> None:
    builder = make(module)
    given = ordering(account, framework)
    routes = [{"inputs": inputs_of(builder)}, inputs_of(builder)]
    requests = [builder.create_step(**route, **given).arguments for route in routes]
    assert requests[0] == requests[1]


@each_builder
def test_explicit_input_wins(
    account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None
) -> None:
    builder = make(module)
    frameworks = [framework] if framework else ["XGBoost", "SKLearn"]
    dependencies = [account.training_step(each) for each in frameworks]
    arguments = builder.create_step(inputs=inputs_of(builder), dependencies=dependencies).arguments
    containers = arguments.get("Containers") or [arguments["PrimaryContainer"]]
    assert all(isinstance(container["ModelDataUrl"], str) for container in containers)


@each_builder
def test_caller_and_config_are_left_alone(
    account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None
) -> None:
    vpc = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
    builder = make(module, env={"A": "1"}, vpc_config=vpc, tags=[{"Key": "team", "Value": "search"}])
    before = copy.deepcopy(builder.config)
    inputs = inputs_of(builder)
    step = builder.create_step(inputs=inputs, **ordering(account, framework))
    assert step.arguments["VpcConfig"] == vpc
    assert builder.config == before
    assert inputs == inputs_of(builder)


@each_builder
def test_same_definition_each_time(
    account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None
) -> None:
    def request(model_data: str) -> Any:
        builder = make(module)
        return builder.create_step(inputs=inputs_of(builder, model_data), **ordering(account, framework)).arguments

    first = request(PLAIN)
    # What compiling and importing leave behind in the folder is not the user's code.
    Path("serving/_repack_model.py").write_text("")
    Path("serving/__pycache__").mkdir()
    Path("serving/__pycache__/inference.pyc").write_text("")
    assert request(PLAIN) == first


@each_builder
@pytest.mark.parametrize("missing", [None, ""])
def test_missing_model_data(
    account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None, missing: str | None
) -> None:
    given = {} if framework else ordering(account, None)
    with pytest.raises(ValueError, match="model_data"):
        make(module).create_step(model_data=missing, **given)


@each_builder
@pytest.mark.parametrize(("missing", "given"), [("role", {"role": None}), ("sagemaker_session", {"session": None})])
def test_missing_role_or_session(
    account: Any,
    make: Callable[..., Any],
    module: str,
    name: str,
    framework: str | None,
    missing: str,
    given: dict[str, None],
) -> None:
    with pytest.raises(ValueError, match=f"{missing} is missing; pass {missing}=… to the constructor"):
        make(module, **given).create_step(model_data=PLAIN)


@each_builder
@pytest.mark.parametrize("value", [None, ""])
def test_required_fields(
    make: Callable[..., Any], module: str, name: str, framework: str | None, value: str | None
) -> None:
    builder = make(module)
    required = {field for field, info in type(builder.config).model_fields.items() if info.is_required()}
    assert {"instance_type", "entry_point", "framework_version"} < required
    for field in sorted(required):
        with pytest.raises(ValueError, match=field):
            make(module, **{field: value})
        unvalidated = builder.config.model_copy(update={field: value})
        with pytest.raises(ValueError, match=rf"config\.{field} is missing or empty"):
            type(builder)(config=unvalidated)


@each_builder
def test_framework_versions(make: Callable[..., Any], module: str, name: str, framework: str | None) -> None:
    listed = make(module).spec.framework_versions
    for version in listed:
        builder = make(module, framework_version=version)
        image = image_uris.retrieve(
            builder.spec.framework,
            "us-east-1",
            version=version,
            instance_type=builder.config.instance_type,
            image_scope="inference",
        )
        assert framework is not None or builder._get_image_uri() == image
    if listed:
        with pytest.raises(ValueError, match=r"config\.framework_version is '99\.0', expected one of"):
            make(module, framework_version="99.0")


@each_builder
def test_ignored_options_are_announced(
    account: Any,
    make: Callable[..., Any],
    warnings_logged: Callable[[], list[str]],
    module: str,
    name: str,
    framework: str | None,
) -> None:
    builder = make(module, accelerator_type="ml.eia2.medium", tags=[{"Key": "team", "Value": "search"}])
    inputs = {**inputs_of(builder), "surprise": PLAIN}
    quiet = builder.create_step(inputs=inputs_of(builder), **ordering(account, framework))
    step = builder.create_step(inputs=inputs, enable_caching=True, **ordering(account, framework))
    announced = set(warnings_logged())
    assert step.arguments == quiet.arguments
    assert {
        "steps that create a model do not support caching: enable_caching is ignored",
        "Elastic Inference was retired: accelerator_type ml.eia2.medium is ignored",
        "create_step: surprise is not declared by the specification and is ignored",
    } <= announced
    ignored_tags = "CreateModelStep(model=…) cannot pass tags on: they are ignored"
    assert (ignored_tags in announced) is (framework is None)
    assert ("Tags" in step.arguments) is (framework is not None)


@each_builder
def test_model_name(account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None) -> None:
    builder = make(module, model_name="ranking-model")
    step = builder.create_step(inputs=inputs_of(builder), **ordering(account, framework))
    named = step.model.name if step.model is not None else step.step_args["ModelName"]
    assert named == "ranking-model"
    assert "ModelName" not in account.compile(step)[name]["Arguments"]


@each_builder
def test_errors_of_dependencies_surface(
    account: Any, make: Callable[..., Any], module: str, name: str, framework: str | None
) -> None:
    class Broken:
        def resolve(self, *_: object, **__: object) -> dict[str, Any]:
            raise RuntimeError("broken")

    builder = make(module)
    builder.dependency_resolver = Broken()
    with pytest.raises(RuntimeError, match="broken"):
        builder.create_step(**ordering(account, framework))
