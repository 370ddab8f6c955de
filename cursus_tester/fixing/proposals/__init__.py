"""What may mend a finding: other texts of its file, the likeliest first. Whether one does is judged elsewhere."""
