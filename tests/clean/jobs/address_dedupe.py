"""Deduplication in a container of the team's own: plain Processor, the older form, class config with annotations."""

from typing import Dict, List, NamedTuple, Optional

from sagemaker.network import NetworkConfig
from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
from sagemaker.workflow.steps import CacheConfig, ProcessingStep


class Placement(NamedTuple):
    instance_type: str = "ml.m5.large"
    instance_count: int = 1
    volume_gb: int = 30


class AddressDedupeConfig:
    def __init__(
        self,
        image_uri: str = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dedupe:4",
        placement: Optional[Placement] = None,
        subnets: Optional[List[str]] = None,
        security_group_ids: Optional[List[str]] = None,
        isolation: bool = False,
        env: Optional[Dict[str, str]] = None,
        tags: Optional[List[Dict[str, str]]] = None,
        volume_kms_key: Optional[str] = None,
        output_kms_key: Optional[str] = None,
    ):
        if not image_uri:
            raise ValueError("image_uri is empty")
        placement = placement or Placement()
        if not placement.instance_type:
            raise ValueError("instance_type is empty")
        self.image_uri = image_uri
        self.placement = placement
        self.subnets = subnets
        self.security_group_ids = security_group_ids
        self.isolation = isolation
        self.env = env
        self.tags = tags
        self.volume_kms_key = volume_kms_key
        self.output_kms_key = output_kms_key


class AddressDedupeStepBuilder:
    def __init__(self, config: AddressDedupeConfig, sagemaker_session=None, role=None):
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, inputs=None, dependencies=None, enable_caching=True):
        if not self.role:
            raise ValueError("AddressDedupeStepBuilder: role is missing")
        records = (inputs or {}).get("records")
        if not records:
            raise ValueError("AddressDedupeStepBuilder: records is missing")
        c = self.config
        network = None
        if c.subnets or c.isolation:
            network = NetworkConfig(
                enable_network_isolation=c.isolation, subnets=c.subnets, security_group_ids=c.security_group_ids
            )
        processor = Processor(
            role=self.role,
            image_uri=c.image_uri,
            instance_count=c.placement.instance_count,
            instance_type=c.placement.instance_type,
            volume_size_in_gb=c.placement.volume_gb,
            volume_kms_key=c.volume_kms_key,
            output_kms_key=c.output_kms_key,
            entrypoint=["python3", "/app/dedupe.py"],
            env=c.env,
            tags=c.tags,
            network_config=network,
            sagemaker_session=self.sagemaker_session,
        )
        return ProcessingStep(
            name="AddressDedupe",
            processor=processor,
            inputs=[
                ProcessingInput(
                    source=records,
                    destination="/opt/ml/processing/records",
                    input_name="records",
                    s3_data_distribution_type="ShardedByS3Key",
                )
            ],
            outputs=[
                ProcessingOutput(source="/opt/ml/processing/unique", output_name="unique", s3_upload_mode="EndOfJob")
            ],
            job_arguments=["--keep", "newest"],
            depends_on=list(dependencies or []),
            cache_config=CacheConfig(enable_caching=enable_caching, expire_after="P2D") if enable_caching else None,
        )
