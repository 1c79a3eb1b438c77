from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clients", "0009_files_are_sealed")]
    operations = [
        migrations.RemoveField("importbatch", "content"),
        migrations.RemoveField("rejectedrow", "cells"),
        migrations.RemoveField("rejectedrow", "reasons"),
        migrations.RemoveField("export", "content"),
    ]
