"""The plainest code that does the same work as ours, and nothing else."""
