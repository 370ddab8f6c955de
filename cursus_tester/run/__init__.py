"""From subjects to a report: the plan, the engine, the cache."""
