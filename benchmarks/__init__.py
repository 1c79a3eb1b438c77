"""What is measured, each with its floor, its gate and its figure; docs/performance.md says how to read it.

Run on a database of their own (`make bench`): they leave rows behind.
"""
