"""What builders for SDK v3 need of the SDK: jobs, models and registrations."""
