"""Write reports, differences of reports and gate verdicts as text, and read JSON reports back.

Each renderer turns one of them into one format. Nothing here judges a builder.
"""
