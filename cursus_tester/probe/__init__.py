"""One scenario into one trace: the faked account, the recorder, the dependency steps, the compiled request."""
