from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tanggap.insight"
    label = "insight"
