"""The files that a result depends on: which ones, and fingerprints that tell whether they changed."""
