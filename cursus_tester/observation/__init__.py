"""Live objects as plain facts: the builder, its specification, the SDK's objects, and what changed."""
