"""Addresses of the workspace, under /desk/."""

from django.urls import URLPattern, URLResolver, include, path

from tanggap.core.doors import door
from tanggap.workspace import case_urls
from tanggap.workspace.components import components

urlpatterns: list[URLPattern | URLResolver] = [
    path("_components/", door("staff")(components), name="components"),
    path("cases/<str:reference>/", include(case_urls)),
    *case_urls.lists,
]
