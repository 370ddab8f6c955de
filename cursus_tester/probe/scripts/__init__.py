"""What a scenario gives to a builder, written down as Python that anybody can run."""
