"""Every address of the installation, face by face."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from tanggap.config.health import healthz, readyz
from tanggap.config.metrics import metrics
from tanggap.core.doors import require_doors
from tanggap.ui import branding
from tanggap.ui.filling import strip

FACES = [("api/v1/", "tanggap.api.urls"), ("desk/", "tanggap.workspace.urls"), ("", "tanggap.portal.urls")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("filling/", strip, name="filling"),
    path("look/<int:edition>-<int:hue>.css", branding.look_css, name="look_css"),
    path("look/<slug:name>.img", branding.logo, name="look_logo"),
    path("desk/", include("tanggap.people.urls")),
    path("admin/", admin.site.urls),
]
# The portal comes last: it owns the root.
urlpatterns += [path(prefix, include(module)) for prefix, module in FACES if find_spec(module)]
require_doors(urlpatterns)

handler400 = "tanggap.ui.errors.bad_request"
handler403 = "tanggap.ui.errors.forbidden"
handler404 = "tanggap.ui.errors.not_found"
handler500 = "tanggap.ui.errors.broken"
