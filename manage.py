"""Django's command line, with this project's settings.

In a checkout, where the environment names no database, commands speak to the demo that `make run` serves.
"""

import json
import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

DEMO = Path(__file__).with_name(".run") / "environment.json"

if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ and DEMO.exists():
        os.environ.update(json.loads(DEMO.read_text()) | os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "runserver" not in sys.argv:
        from practices import patience

        patience.stand(patience.COMMAND)
    execute_from_command_line(sys.argv)
