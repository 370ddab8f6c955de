"""What rules may look at: scenarios, traces, builders and specifications, as frozen data.

Nothing here runs a builder or reads its source.
"""
