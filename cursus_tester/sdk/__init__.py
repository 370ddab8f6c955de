"""What the tester needs of the SageMaker SDK: its names, its image registry, and an adapter for each version.

Only the adapters, such as `cursus_tester.sdk.v2`, import the SDK. `cursus_tester.sdk.protocol` says what they give.
"""
