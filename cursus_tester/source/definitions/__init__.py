"""Classes, methods and the calls that they make."""
