"""One renderer a module: each turns a report into the text of one format."""
