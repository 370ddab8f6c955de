"""The SDK's classes of which pipelines are made, from the modules where the installed version has them."""

from __future__ import annotations

from cursus_tester.sdk.distribution import installed_major

if installed_major() == 3:
    from sagemaker.core.helper.pipeline_variable import PipelineVariable
    from sagemaker.core.helper.session_helper import Session
    from sagemaker.core.workflow import is_pipeline_variable
    from sagemaker.core.workflow.execution_variables import ExecutionVariable
    from sagemaker.core.workflow.functions import Join
    from sagemaker.core.workflow.parameters import Parameter, ParameterString, ParameterTypeEnum
    from sagemaker.core.workflow.properties import Properties
    from sagemaker.core.workflow.step_outputs import StepOutput, get_step
    from sagemaker.mlops.workflow.condition_step import ConditionStep
    from sagemaker.mlops.workflow.pipeline import Pipeline, PipelineGraph
    from sagemaker.mlops.workflow.step_collections import StepCollection
    from sagemaker.mlops.workflow.steps import Step
else:
    from sagemaker.session import Session
    from sagemaker.workflow import is_pipeline_variable
    from sagemaker.workflow.condition_step import ConditionStep
    from sagemaker.workflow.entities import PipelineVariable
    from sagemaker.workflow.execution_variables import ExecutionVariable
    from sagemaker.workflow.functions import Join
    from sagemaker.workflow.parameters import Parameter, ParameterString, ParameterTypeEnum
    from sagemaker.workflow.pipeline import Pipeline, PipelineGraph
    from sagemaker.workflow.properties import Properties
    from sagemaker.workflow.step_collections import StepCollection
    from sagemaker.workflow.step_outputs import StepOutput, get_step
    from sagemaker.workflow.steps import Step

__all__ = [
    "ConditionStep",
    "ExecutionVariable",
    "Join",
    "Parameter",
    "ParameterString",
    "ParameterTypeEnum",
    "Pipeline",
    "PipelineGraph",
    "PipelineVariable",
    "Properties",
    "Session",
    "Step",
    "StepCollection",
    "StepOutput",
    "get_step",
    "is_pipeline_variable",
]
