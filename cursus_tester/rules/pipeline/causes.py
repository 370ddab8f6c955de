"""Causes of findings on pipelines (`cursus_tester.results.explanations`)."""


def parameter(name: str) -> str:
    """One parameter of a pipeline."""
    return f"parameter {name}"
