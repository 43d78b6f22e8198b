"""Addresses of the workspace, under /desk/."""

from django.urls import include, path

from tanggap.workspace import (
    case_urls,
    components,
    inbox,
    intake,
    notices,
    register,
    search,
    settings_page,
    staff,
    units,
)

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("news/", inbox.news, name="inbox_news"),
    path("search/", search.search, name="search"),
    path("new/", intake.new, name="intake"),
    path("new/earlier/", intake.earlier, name="intake_earlier"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<int:pk>/", notices.open_notice, name="notice"),
    path("register/", register.register, name="register"),
    path("register.<str:form>", register.download, name="register_file"),
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/<int:pk>/", staff.staff_page, name="staff_page"),
    path("staff/<int:pk>/appoint/", staff.give_role, name="post_give"),
    path("staff/<int:pk>/posts/<int:post>/end/", staff.take_role, name="post_end"),
    path("units/", units.unit_list, name="units"),
    path("units/<slug:code>/", units.unit_page, name="unit"),
    path("settings/", settings_page.my_settings, name="settings"),
    path("cases/<str:reference>/", include(case_urls.urlpatterns)),
    *case_urls.lists,
    path("_components/", components.components, name="components"),
]
