from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "tanggap.workspace"
    label = "workspace"
