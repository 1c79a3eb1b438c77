"""Long work by kind: what runs when a job of that kind is waiting."""

from practices.jobs import Runner

JOBS: dict[str, Runner] = {}
