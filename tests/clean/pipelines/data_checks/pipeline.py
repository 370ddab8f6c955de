"""Checks the data of a churn model before it is used: its quality, and its bias."""

from sagemaker.clarify import BiasConfig, DataConfig
from sagemaker.model_monitor import DatasetFormat
from sagemaker.workflow.check_job_config import CheckJobConfig
from sagemaker.workflow.clarify_check_step import ClarifyCheckStep, DataBiasCheckConfig
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.quality_check_step import DataQualityCheckConfig, QualityCheckStep


def get_pipeline(role: str, bucket: str, session: PipelineSession, group: str = "churn") -> Pipeline:
    """The pipeline; `group` holds the models whose baselines count."""
    table = ParameterString(name="Table", default_value=f"s3://{bucket}/tables/churn.csv")
    job = CheckJobConfig(role=role, instance_type="ml.m5.xlarge", volume_size_in_gb=30, sagemaker_session=session)
    quality = QualityCheckStep(
        name="Quality",
        quality_check_config=DataQualityCheckConfig(
            baseline_dataset=table,
            dataset_format=DatasetFormat.csv(header=True),
            output_s3_uri=f"s3://{bucket}/checks/quality",
        ),
        check_job_config=job,
        skip_check=False,
        register_new_baseline=False,
        model_package_group_name=group,
    )
    biases = [
        ClarifyCheckStep(
            name=name,
            clarify_check_config=DataBiasCheckConfig(
                data_config=DataConfig(
                    s3_data_input_path=f"s3://{bucket}/tables/churn.csv",
                    s3_output_path=f"s3://{bucket}/checks/{facet}",
                    s3_analysis_config_output_path=f"s3://{bucket}/checks/{facet}/config",
                    label="churned",
                    dataset_type="text/csv",
                ),
                data_bias_config=BiasConfig(
                    label_values_or_threshold=[1], facet_name=facet, facet_values_or_threshold=[above]
                ),
            ),
            check_job_config=job,
            skip_check=False,
            register_new_baseline=False,
            supplied_baseline_constraints=f"s3://{bucket}/checks/baseline/analysis.json",
        )
        for name, facet, above in (("Bias", "age", 40), ("Tenure", "months", 12))
    ]
    return Pipeline(name="churn-checks", parameters=[table], steps=[quality, *biases], sagemaker_session=session)
