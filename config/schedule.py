"""What happens by itself, and when. Beat only rings; each task finds its own work in the database."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "beat": {"task": "practices.tasks.note_beat", "schedule": 15.0},
    "jobs": {"task": "practices.tasks.run_waiting_jobs", "schedule": 10.0},
}
