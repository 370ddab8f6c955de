"""A conformance tester for SageMaker Pipelines step builders."""

__version__ = "0.1.0"
