"""Plan the scenarios of a builder, as data. Nothing here runs a builder or imports the SDK."""
