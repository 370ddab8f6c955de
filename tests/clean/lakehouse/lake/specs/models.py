from lake.platform.specs import Contract, Kind, Need, StepSpec, Yield

_MODEL_NAME = {"model_name": Yield("model_name", "properties.ModelName")}

CHURN = StepSpec(
    step_name="ChurnModel",
    step_type="CreateModel",
    framework="xgboost",
    pattern="A",
    framework_versions=["1.5-1", "1.7-1"],
    dependencies={"model_data": Need("model_data", Kind.MODEL_ARTIFACTS, compatible_sources=["XGBoostTraining"])},
    outputs=_MODEL_NAME,
    script_contract=Contract(required_env_vars=["SCORE_THRESHOLD"], optional_env_vars={"LOG_LEVEL": "INFO"}),
    forced_region="us-east-1",
)

CREDIT = StepSpec(
    step_name="CreditModel",
    step_type="CreateModel",
    framework="sklearn",
    pattern="A",
    framework_versions=["1.0-1", "1.2-1"],
    dependencies={"model_data": Need("model_data", Kind.MODEL_ARTIFACTS, compatible_sources=["SKLearnTraining"])},
    outputs=_MODEL_NAME,
    script_contract=Contract(optional_env_vars={"LOG_LEVEL": "INFO", "WORKERS": "2"}),
)
