"""Delivery times: configs in one module, builders in another."""
