"""Reports as text: each renderer turns a report, a difference or a verdict into one format."""
