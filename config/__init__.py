"""Config: the three maps (urls, reactions, schedule) and the settings. Nothing starts that is not named here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
