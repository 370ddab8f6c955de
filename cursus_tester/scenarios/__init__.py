"""The situations that a builder is put in. Pure: no SDK, no builder code."""
