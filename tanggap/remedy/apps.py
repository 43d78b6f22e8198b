from django.apps import AppConfig


class RemedyConfig(AppConfig):
    name = "tanggap.remedy"
    label = "remedy"
    default_auto_field = "django.db.models.BigAutoField"
