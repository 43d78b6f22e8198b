from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "tanggap.cli"
    label = "cli"
