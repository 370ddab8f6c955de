"""Rules for whole pipelines: functions, modules and notebooks that make them."""
