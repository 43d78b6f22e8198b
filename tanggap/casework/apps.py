from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "tanggap.casework"
    label = "casework"
