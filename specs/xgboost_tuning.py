"""Specification of the XGBoostTuning step."""

from cursus_tester.contract.specification import DependencySpec, OutputSpec, ScriptContract, StepSpecification

XGBOOST_TUNING_SPECIFICATION = StepSpecification(
    step_name="XGBoostTuning",
    step_type="Tuning",
    framework="xgboost",
    framework_versions=("1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1"),
    dependencies=(
        DependencySpec(
            logical_name="train",
            dependency_type="training_data",
            compatible_sources=("Preprocessing", "DataLoading"),
            semantic_keywords=("train", "training"),
            description="Rows to learn from",
        ),
        DependencySpec(
            logical_name="validation",
            dependency_type="training_data",
            compatible_sources=("Preprocessing", "DataLoading"),
            required=False,
            semantic_keywords=("validation", "val"),
            description="Rows to stop early by",
        ),
    ),
    outputs=(
        OutputSpec(
            logical_name="best_training_job",
            property_path="properties.BestTrainingJob.TrainingJobName",
            output_type="training_job_name",
        ),
    ),
    script_contract=ScriptContract(
        entry_point="train.py",
        expected_input_paths={
            "train": "/opt/ml/input/data/train",
            "validation": "/opt/ml/input/data/validation",
        },
        expected_output_paths={"model_data": "/opt/ml/model"},
        optional_environment_variables={"TRAINING_LOG_LEVEL": "INFO"},
    ),
)
