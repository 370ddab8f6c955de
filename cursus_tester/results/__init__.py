"""The nouns: what is checked, what was found, and how it is summed up. Imports nothing of ours."""
