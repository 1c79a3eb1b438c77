"""What happens by itself, and when. Beat only rings; each task finds its own work in the database."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "beat": {"task": "practices.tasks.note_beat", "schedule": 15.0},
    "lapse_clients": {"task": "journeys.tasks.lapse_clients", "schedule": crontab(minute=7)},
    "count_what_is_usual": {
        "task": "journeys.tasks.count_what_is_usual",
        "schedule": crontab(minute=40, hour=3),
    },
    "forget_old_files": {"task": "clients.tasks.forget_old_files", "schedule": crontab(minute=20, hour=4)},
    "drop_old_answers": {"task": "practices.tasks.drop_old_answers", "schedule": crontab(minute=30, hour=4)},
    "drop_expired_holds": {"task": "bookings.tasks.drop_expired_holds", "schedule": 60.0},
    "forget_old_deliveries": {
        "task": "practices.tasks.forget_old_deliveries",
        "schedule": crontab(minute=50, hour=4),
    },
    "webhooks": {"task": "practices.tasks.send_webhooks", "schedule": 5.0},
    "refresh_numbers": {"task": "metrics.tasks.refresh_numbers", "schedule": 5.0},
    "ripen_visits": {"task": "metrics.tasks.ripen_visits", "schedule": crontab(minute="*/5")},
    "check_numbers": {"task": "metrics.tasks.check_numbers", "schedule": crontab(minute=20, hour=4)},
    "send_messages": {"task": "followups.tasks.send_due_messages", "schedule": 10.0},
    "reconcile_messages": {"task": "followups.tasks.reconcile_lost_messages", "schedule": 30.0},
    "carry_account_letters": {"task": "followups.tasks.carry_account_letters", "schedule": 5.0},
    "jobs": {"task": "practices.tasks.run_waiting_jobs", "schedule": 10.0},
}

HOUR = 3600.0
for ring in SCHEDULE.values():
    # A ring that nobody heard is worth nothing once the next has come: days without a worker must not fill Redis.
    every = ring["schedule"]
    ring["options"] = {"expires": max(60.0, 4 * every) if isinstance(every, float) else HOUR}
