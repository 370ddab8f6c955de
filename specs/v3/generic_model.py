"""Specification of the GenericModel step on SDK v3."""

from dataclasses import replace

from specs.generic_model import GENERIC_MODEL_SPECIFICATION as ON_V2

GENERIC_MODEL_SPECIFICATION = replace(ON_V2, pattern="M")
