"""What is decided about findings: waivers, the baseline, and what a finding is known by."""
