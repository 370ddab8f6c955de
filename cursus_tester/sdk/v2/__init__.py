"""The adapter for the SageMaker SDK v2 (2.199 to 2.257.7).

Only `cursus_tester.sdk.v2.modules`, which imports nothing, is read before builders run.
"""
