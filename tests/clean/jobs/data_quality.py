"""Checks the quality of the data against the registered baseline."""

from dataclasses import dataclass
from typing import Any, Optional

from sagemaker.model_monitor import DatasetFormat
from sagemaker.workflow.check_job_config import CheckJobConfig
from sagemaker.workflow.quality_check_step import DataQualityCheckConfig, QualityCheckStep
from sagemaker.workflow.steps import CacheConfig


@dataclass
class DataQualityConfig:
    instance_type: str
    output_uri: str
    model_package_group_name: str = "churn"
    volume_size: int = 40
    kms_key: Optional[str] = None
    skip_check: bool = False
    register_new_baseline: bool = True


class DataQualityStepBuilder:
    def __init__(self, config: DataQualityConfig, sagemaker_session: Any = None, role: Optional[str] = None):
        if not role:
            raise ValueError("role is missing")
        if not config.instance_type or not config.output_uri:
            raise ValueError("instance_type and output_uri are needed")
        if not config.model_package_group_name:
            raise ValueError("model_package_group_name is needed")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(
        self, inputs: Optional[dict] = None, dependencies: Any = None, enable_caching: bool = False
    ) -> QualityCheckStep:
        data = (inputs or {}).get("baseline_dataset")
        if data is None or (isinstance(data, str) and not data):
            raise ValueError("baseline_dataset is needed")
        job = CheckJobConfig(
            role=self.role,
            instance_count=1,
            instance_type=self.config.instance_type,
            volume_size_in_gb=self.config.volume_size,
            output_kms_key=self.config.kms_key,
            volume_kms_key=self.config.kms_key,
            sagemaker_session=self.session,
        )
        check = DataQualityCheckConfig(
            baseline_dataset=data,
            dataset_format=DatasetFormat.csv(header=False),
            output_s3_uri=self.config.output_uri,
        )
        return QualityCheckStep(
            name="DataQuality",
            skip_check=self.config.skip_check,
            register_new_baseline=self.config.register_new_baseline,
            quality_check_config=check,
            check_job_config=job,
            model_package_group_name=self.config.model_package_group_name,
            cache_config=CacheConfig(enable_caching=True, expire_after="P1D") if enable_caching else None,
            depends_on=list(dependencies or []),
        )
