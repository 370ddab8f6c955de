"""Trains on all data."""

import os

print(len(os.environ))
