"""Addresses of the workspace, under /desk/."""

from django.urls import include, path

from tanggap.workspace import case_urls, components, inbox

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("news/", inbox.news, name="inbox_news"),
    path("cases/<str:reference>/", include(case_urls.urlpatterns)),
    *case_urls.lists,
    path("_components/", components.components, name="components"),
]
