"""The adapter for the SageMaker SDK v2 (2.199 to 2.257.7). Nothing outside this folder imports the SDK."""
