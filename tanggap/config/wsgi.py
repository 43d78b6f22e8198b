"""What a web server loads: `granian --interface wsgi tanggap.config.wsgi:application`."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from tanggap.core.processes import SERVED, die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")
if SERVED in os.environ:
    die_with_parent()
application = get_wsgi_application()

# Now and not with the first request, so that a route without a declared rule fails the start (core/doors.py).
import_module("tanggap.config.urls")
# What this process puts into its pages is what was there when it was loaded (ui/kept_code.py).
import_module("tanggap.ui.kept_code").state()
