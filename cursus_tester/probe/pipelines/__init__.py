"""Run functions, modules and notebooks that make pipelines, in the faked account."""
