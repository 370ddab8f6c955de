"""Run a builder in a scenario and record a trace: faked account, recorder, dependency steps, compiled request."""
