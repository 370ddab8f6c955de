"""The adapter for SDK v3: sagemaker-core from 2.25, sagemaker-train, -serve and -mlops from 1.25. Measured on core
2.27.0 and 1.27.0 of the others.
"""
