from dataclasses import dataclass

import sagemaker.image_uris


@dataclass(frozen=True)
class Runtime:
    framework: str
    version: str
    python: str


def serving_image(runtime: Runtime, region: str, instance_type: str) -> str:
    return sagemaker.image_uris.retrieve(
        framework=runtime.framework,
        region=region,
        version=runtime.version,
        py_version=runtime.python,
        instance_type=instance_type,
        image_scope="inference",
    )
