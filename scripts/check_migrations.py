"""Say which models have no migration yet. Asks no database, as Django's own check would."""

import os
import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    loader = MigrationLoader(None)
    if clash := loader.detect_conflicts():
        sys.exit(f"Two migrations claim the same place: {clash}")
    written, wanted = loader.project_state(), ProjectState.from_apps(apps)
    changes = MigrationAutodetector(written, wanted).changes(graph=loader.graph)
    ours = {
        app: found
        for app, found in changes.items()
        if (apps.get_app_config(app).path).startswith(os.getcwd())
    }
    for app, migrations in ours.items():
        for operation in (operation for migration in migrations for operation in migration.operations):
            print(f"{app}: {operation.describe()}")
    if ours:
        sys.exit("The models are ahead of their migrations. Run `manage.py makemigrations`.")


if __name__ == "__main__":
    main()
