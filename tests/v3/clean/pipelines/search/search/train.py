"""Trains one candidate."""

import os

print(f"auc={len(os.environ)}")
