"""Seal the secrets of apps and recovery codes that are readable still. What is written meanwhile is sealed by `reseal`."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from practices.second_step import sealed_anew, secrets_in, unseal_secret, with_secrets


def seal_what_is_readable(apps: Any, schema_editor: Any) -> None:
    _change(apps, schema_editor, sealed_anew)


def open_again(apps: Any, schema_editor: Any) -> None:
    _change(apps, schema_editor, unseal_secret)


def _change(apps: Any, schema_editor: Any, change: Callable[[str], str]) -> None:
    """One by one, each held: a recovery code may be used at this moment."""
    kept = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for pk in kept.order_by("pk").values_list("pk", flat=True):
        authenticator = kept.select_for_update().filter(pk=pk).first()
        if authenticator is not None and secrets_in(authenticator.data):
            authenticator.data = with_secrets(authenticator.data, change)
            authenticator.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0014_keys_may_name_the_networks_they_come_from"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(seal_what_is_readable, open_again)]
