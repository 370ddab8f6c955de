"""What the SageMaker SDK calls things: its package, classes, functions and loggers. Nothing here imports it.

Names are those of v2 (sagemaker 2.257.7); v3 keeps most of them, in other modules, and what it has instead is named
beside them. Where a class lives is said by `cursus_tester.sdk.imports`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cursus_tester.evidence.scenario import SessionKind

#: The distribution, as pip knows it.
DISTRIBUTION = "sagemaker"
#: The distributions that only version 3 is made of.
V3_ONLY_PARTS = ("sagemaker-train", "sagemaker-serve", "sagemaker-mlops")
#: All that version 3 is made of. Version 2 has a sagemaker-core of its own.
V3_PARTS = ("sagemaker-core", *V3_ONLY_PARTS)
#: The package that builders import.
PACKAGE = "sagemaker"
#: What the dotted name of everything in it starts with.
PREFIX = f"{PACKAGE}."
#: Modules that hold the class of dates themselves, and name uploads by it (2.257.7; core 2.27.0, train 1.27.0).
READ_THE_CLOCK = tuple(f"{PREFIX}{each}" for each in ("core.common_utils", "train.utils", "modules.utils"))
#: What boto3 calls the AWS service.
SERVICE = "sagemaker"
#: Where Studio says which image its code runs in. Without it the SDK (2.257.7) has an image for functions that are sent
#: to jobs only in Python 3.8 and 3.10: which Python runs the tester says nothing of the code.
STUDIO_IMAGE = "SAGEMAKER_INTERNAL_IMAGE_URI"
#: Loggers that it writes to.
LOGGER = "sagemaker"
CONFIG_LOGGER = "sagemaker.config"
#: How the names of the loggers of the SDK, and of what it calls AWS with, begin.
LIBRARY_LOGGERS = (LOGGER, "boto")

SESSION = "Session"
PIPELINE_SESSION = "PipelineSession"
#: The class of each kind of session.
SESSION_CLASSES: Mapping[SessionKind, str] = {
    SessionKind.SESSION: SESSION,
    SessionKind.PIPELINE_SESSION: PIPELINE_SESSION,
}

PIPELINE = "Pipeline"
PARAMETER_STRING = "ParameterString"
#: Pipeline variables of other types than strings.
OTHER_PARAMETERS = frozenset({"ParameterBoolean", "ParameterFloat", "ParameterInteger"})
JOIN = "Join"

CONDITION_STEP = "ConditionStep"
EXECUTION_VARIABLE = "ExecutionVariable"
EXPERIMENT_CONFIG = "PipelineExperimentConfig"
JSON_GET = "JsonGet"
PROPERTY_FILE = "PropertyFile"
STEP = "Step"
STEP_RETRY_POLICY = "StepRetryPolicy"
STEP_COLLECTION = "StepCollection"
CREATE_MODEL_STEP = "CreateModelStep"
MODEL_STEP = "ModelStep"
CREATE_MODEL_INPUT = "CreateModelInput"
TRAINING_STEP = "TrainingStep"
TUNING_STEP = "TuningStep"
TRANSFORM_STEP = "TransformStep"
#: The step that registers a model, and the collection that holds one.
REGISTER_MODEL_STEP = "_RegisterModelStep"
REGISTER_MODEL = "RegisterModel"
#: The keywords of the collection (2.257.7), and those that it hands on to the model that an estimator makes and to the
#: step that repacks it; it takes any others and drops them.
REGISTER_MODEL_KEYWORDS = frozenset(
    {
        "approval_status",
        "base_model",
        "code_location",
        "compile_model_family",
        "content_types",
        "customer_metadata_properties",
        "data_input_configuration",
        "dependencies",
        "depends_on",
        "description",
        "display_name",
        "domain",
        "drift_check_baselines",
        "enable_network_isolation",
        "encrypt_inter_container_traffic",
        "entry_point",
        "env",
        "estimator",
        "framework",
        "framework_version",
        "image_uri",
        "inference_instances",
        "instance_type",
        "max_run",
        "model",
        "model_card",
        "model_data",
        "model_kms_key",
        "model_life_cycle",
        "model_metrics",
        "model_package_group_name",
        "model_package_registration_type",
        "model_server_workers",
        "name",
        "nearest_model_name",
        "output_kms_key",
        "predictor_cls",
        "py_version",
        "register_model_step_retry_policies",
        "repack_model_step_retry_policies",
        "response_types",
        "role",
        "sagemaker_session",
        "sample_payload_url",
        "security_group_ids",
        "skip_model_validation",
        "source_dir",
        "source_uri",
        "subnets",
        "tags",
        "task",
        "transform_instances",
        "volume_kms_key",
        "vpc_config",
        "vpc_config_override",
    }
)
#: The step that puts code into a model archive.
REPACK_MODEL_STEP = "_RepackModelStep"
#: Stands in its name behind that of the model step, before the model's (v3, mlops 1.27.0).
REPACK_INFIX = "-RepackModel-"
#: The class of the steps that functions under ``@step`` become.
FUNCTION_STEP = "_FunctionStep"
#: The files that v3 (mlops 1.27.0) adds to the code that such a step is given.
REPACK_FILES = ("_repack_model.py", "_repack_script_launcher.sh")
PROCESSING_STEP = "ProcessingStep"
PROCESSING_INPUT = "ProcessingInput"
#: Members of requests that have the names of classes.
NETWORK_CONFIG = "NetworkConfig"
FEATURE_STORE_OUTPUT = "FeatureStoreOutput"
CACHE_CONFIG = "CacheConfig"
LAMBDA_FUNCTION = "Lambda"
LAMBDA_OUTPUT = "LambdaOutput"
LAMBDA_STEP = "LambdaStep"
#: The classes of steps that the tester knows by their requests alone, each with its ``Type`` in the definition and the
#: operation that a run of it calls; empty: none of the SageMaker API.
STEPS_BY_REQUEST: Mapping[str, tuple[str, str]] = {
    "AutoMLStep": ("AutoML", "CreateAutoMLJob"),
    "CallbackStep": ("Callback", ""),
    "ClarifyCheckStep": ("ClarifyCheck", "CreateProcessingJob"),
    "EMRStep": ("EMR", ""),
    "FailStep": ("Fail", ""),
    "NotebookJobStep": ("Training", "CreateTrainingJob"),
    "QualityCheckStep": ("QualityCheck", "CreateProcessingJob"),
}
#: Those of these steps that take a ``CacheConfig`` (sagemaker 2.257.7), and what a check is told of its job with.
CACHED_BY_REQUEST = frozenset({"AutoMLStep", "CallbackStep", "ClarifyCheckStep", "EMRStep", "QualityCheckStep"})
CHECK_JOB_CONFIG = "CheckJobConfig"
#: What a check by Clarify is told of the model: it goes into a file that the SDK uploads.
CLARIFY_MODEL_CONFIG = "ModelConfig"
MONITOR_BATCH_TRANSFORM_STEP = "MonitorBatchTransformStep"
#: The classes of the other steps that builders are written for.
STEPS_OF_BUILDERS = (
    "AutoMLStep",
    "CallbackStep",
    "ClarifyCheckStep",
    "ConditionStep",
    "EMRStep",
    "FailStep",
    "LambdaStep",
    "NotebookJobStep",
    "ProcessingStep",
    "QualityCheckStep",
    "TrainingStep",
    "TransformStep",
    "TuningStep",
)
#: The classes of the steps that a model's archive may come from.
STEPS_WITH_ARCHIVES = ("TrainingStep", "TuningStep", "ProcessingStep", "LambdaStep")
#: The ``Type`` of a condition step in the pipeline definition, and of a nested condition's member.
CONDITION = "Condition"
#: Members of requests that are called like classes of the SDK.
TRANSFORM_INPUT_MEMBER = "TransformInput"
MODEL_METRICS_MEMBER = "ModelMetrics"
SHUFFLE_MEMBER = "ShuffleConfig"
#: The ``Type`` of a CreateModel step in the pipeline definition.
CREATE_MODEL_TYPE = "Model"
#: That of a Clarify check.
CLARIFY_CHECK_TYPE = "ClarifyCheck"
DATA_CONFIG = "DataConfig"

#: What v3 (serve 1.27.0) has for all the classes of models, and what it is given the code in.
MODEL_BUILDER = "ModelBuilder"
SOURCE_CODE = "SourceCode"
#: What v3 describes one of several containers with.
CONTAINER_DEFINITION = "ContainerDefinition"
#: What v3 (train 1.27.0) has for all the classes of estimators.
MODEL_TRAINER = "ModelTrainer"
SCRIPT_PROCESSOR = "ScriptProcessor"

MODEL = "Model"
FRAMEWORK_MODEL = "FrameworkModel"
MULTI_DATA_MODEL = "MultiDataModel"
PIPELINE_MODEL = "PipelineModel"
MODEL_PACKAGE = "ModelPackage"
#: The model class of each framework that the image registry knows by that name.
FRAMEWORK_MODELS: Mapping[str, str] = {
    "chainer": "ChainerModel",
    "huggingface": "HuggingFaceModel",
    "mxnet": "MXNetModel",
    "pytorch": "PyTorchModel",
    "sklearn": "SKLearnModel",
    "tensorflow": "TensorFlowModel",
    "xgboost": "XGBoostModel",
}
#: Every class of a single model, with the framework of the image that it serves from; ``None``: any.
#: Classes whose first argument is the image (2.257.7).
IMAGE_FIRST = frozenset({MODEL, "Estimator"})
MODEL_CLASSES: Mapping[str, str | None] = {
    **{cls: framework for framework, cls in FRAMEWORK_MODELS.items()},
    **dict.fromkeys((FRAMEWORK_MODEL, MODEL, MULTI_DATA_MODEL)),
}
ESTIMATOR_BASE = "EstimatorBase"
#: Every class of an estimator that runs a script, with the framework of the image that it trains in; ``None``: any.
ESTIMATORS: Mapping[str, str | None] = {
    "Chainer": "chainer",
    "Estimator": None,
    "Framework": None,
    "HuggingFace": "huggingface",
    "MXNet": "mxnet",
    "PyTorch": "pytorch",
    "SKLearn": "sklearn",
    "TensorFlow": "tensorflow",
    "XGBoost": "xgboost",
}
TRANSFORMER = "Transformer"
TUNER = "HyperparameterTuner"
PROCESSOR = "Processor"
FRAMEWORK_PROCESSOR = "FrameworkProcessor"
#: Every class of a processor, with the framework of the image that it looks up; ``None``: any, or none of the registry.
PROCESSOR_CLASSES: Mapping[str, str | None] = {
    PROCESSOR: None,
    "ScriptProcessor": None,
    FRAMEWORK_PROCESSOR: None,
    "HuggingFaceProcessor": "huggingface",
    "MXNetProcessor": "mxnet",
    "PyTorchProcessor": "pytorch",
    "SKLearnProcessor": "sklearn",
    "TensorFlowProcessor": "tensorflow",
    "XGBoostProcessor": "xgboost",
    "PySparkProcessor": "spark",
    "SparkJarProcessor": "spark",
}

#: The look-up of images, and that of the role that the caller has, as calls of them are noted.
RETRIEVE = "image_uris.retrieve"
#: What it says where a framework has no image for an instance type (2.257.7).
NO_PROCESSOR = "Unsupported processor"
GET_EXECUTION_ROLE = "session.get_execution_role"
#: The method of `SESSION` that makes a CreateModel request under either session.
#: What an estimator names its job, and the archive of it, by (2.257.7).
CURRENT_JOB = "_current_job_name"
CREATE_MODEL_REQUEST = "_create_model_request"

#: The hyperparameter in which the SDK tells a tuning job's script when the pipeline was built (2.257.7).
JOB_NAME_HYPERPARAMETER = "sagemaker_job_name"

#: The module of the model of many archives, which looks into where they lie.
MULTI_DATA_MODULE = f"{PREFIX}multidatamodel"
#: The module that looks images up: that of v2, and that of v3.
IMAGE_URIS = (f"{PREFIX}image_uris", f"{PREFIX}core.image_uris")
#: What the dotted name of everything that pipelines are made of starts with: in v2, and in v3.
_WORKFLOWS = (f"{PREFIX}workflow.", f"{PREFIX}core.workflow.", f"{PREFIX}mlops.workflow.")
_VARIABLE_MODULES = tuple(f"{start}{each}." for start in _WORKFLOWS for each in ("parameters", "functions"))
_EXECUTION_VARIABLES = "workflow.execution_variables."

#: Packages of the SDK that no step of a pipeline is made with.
UNUSED_PACKAGES = (
    "sagemaker.amazon",
    "sagemaker.experiments",
    "sagemaker.jumpstart",
    "sagemaker.lineage",
    "sagemaker.model_card",
    "sagemaker.model_monitor",
    "sagemaker.remote_function",
)

#: Symbols of the SDK that make a part of a step when they are called.
BUILDING_SYMBOL = re.compile(r"sagemaker\..*(Model|Step|CreateModelInput|\.retrieve|\.Join)")

#: Subpackages that a module's text imports from, such as ``pytorch`` …
_SUBPACKAGE = re.compile(r"^\s*(?:from|import)\s+sagemaker\.(\w+)", re.MULTILINE)
#: … and those that it takes from the SDK itself: ``from sagemaker import pytorch``.
_FROM_PACKAGE = re.compile(r"^\s*from\s+sagemaker\s+import\s+(.+)$", re.MULTILINE)


def is_symbol(dotted: str, names: Iterable[str]) -> bool:
    """Whether `dotted` is in the SDK and ends with one of `names` at a dot."""
    return dotted.startswith(PREFIX) and any(dotted.endswith(f".{name}") for name in names)


def is_string_variable(type_name: str) -> bool:
    """Whether a type is that of pipeline variables that stand for strings."""
    return type_name.startswith(_WORKFLOWS) and type_name.rpartition(".")[2] not in OTHER_PARAMETERS


def pipeline_variable(dotted: str) -> str:
    """What makes a pipeline variable, such as ``ParameterString``; empty where `dotted` names nothing that does."""
    if dotted.startswith(_VARIABLE_MODULES) or _EXECUTION_VARIABLES in dotted:
        start = next((each for each in _WORKFLOWS if dotted.startswith(each)), "")
        return dotted.removeprefix(start).split(".", 1)[-1]
    return ""


def subpackage_of(module: str) -> str | None:
    """The subpackage of the SDK that a dotted module name lies in, such as ``pytorch``; ``None`` outside the SDK."""
    return module.split(".")[1] if module.startswith(PREFIX) else None


def subpackages_in(text: str) -> frozenset[str]:
    """The subpackages and names that the text of a module imports from the SDK, at any depth."""
    taken = {word for names in _FROM_PACKAGE.findall(text) for word in re.findall(r"\w+", names)}
    return frozenset(_SUBPACKAGE.findall(text)) | taken


#: Names outside a class ``…Step`` whose call makes a step, or several.
_COLLECTIONS = frozenset({"EstimatorTransformer", "RegisterModel"})
#: What every file that makes steps or pipelines with the SDK says.
MAKES_STEPS = re.compile(rb"(?:Step|RegisterModel|EstimatorTransformer|Pipeline)\b")


def makes_pipeline(dotted: str) -> bool:
    """Whether `dotted` is the SDK's class of pipelines."""
    return dotted.startswith(_WORKFLOWS) and dotted.rpartition(".")[2] == PIPELINE


def makes_step(dotted: str) -> bool:
    """Whether `dotted` is a class of the SDK that makes a step, or several."""
    name = dotted.rpartition(".")[2]
    is_step = name.endswith(STEP) and name != STEP and not name.startswith("_")
    return dotted.startswith(_WORKFLOWS) and (is_step or name in _COLLECTIONS)


#: What the text of a file says that has to do with steps, also where it does not parse.
NAMES_STEPS = re.compile(rb"StepBuilder|create_step|\bsagemaker\.(?:core\.|mlops\.)?workflow\b|\b[A-Z]\w*Step\b")
