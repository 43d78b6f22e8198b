from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tanggap.ui"
    label = "ui"
