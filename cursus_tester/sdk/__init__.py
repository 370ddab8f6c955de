"""What the tester needs of the SageMaker SDK."""
