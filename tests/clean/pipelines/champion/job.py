"""Stands for each of the jobs."""

import sys

if __name__ == "__main__":
    print("called with", sys.argv[1:])
