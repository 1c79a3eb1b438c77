"""The web process."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.charsets import with_readable_words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = with_readable_words(get_wsgi_application())

if settings.IS_PRODUCTION:
    from django.db import connection

    from practices.checks import refuse_unsafe_database

    refuse_unsafe_database()
    connection.close()  # loaded before the fork, it would be shared by every web process
