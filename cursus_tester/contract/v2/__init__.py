"""What builders for SDK v2 need of the SDK: jobs, registrations, and the models that a trained estimator makes."""
