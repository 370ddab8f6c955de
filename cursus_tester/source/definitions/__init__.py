"""Classes with their ancestors, and functions with their parameters, as declared in the source."""
