"""What a production server loads: ``duixian.web.wsgi:application``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.web.settings")

django_application = get_wsgi_application()

from duixian.web.archive.uploading import whole_bodies  # noqa: E402  models can be imported once Django is set up

application = whole_bodies(django_application)
