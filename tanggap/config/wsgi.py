"""What a web server loads: `granian --interface wsgi tanggap.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from tanggap.core.processes import SERVED, die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")
if SERVED in os.environ:
    die_with_parent()
application = get_wsgi_application()
