"""``cursus-tester init``: what a repository needs to be checked, as far as its own files tell."""
