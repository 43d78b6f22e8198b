"""Every setting of an installation, read from the environment (prefix TANGGAP_)."""

import os
from pathlib import Path

HOME = Path(os.environ.get("TANGGAP_HOME", "var")).resolve()
SECRET_KEY = os.environ.get("TANGGAP_SECRET_KEY", "replaced-by-init")
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tanggap.config.urls"
TIME_ZONE = os.environ.get("TANGGAP_TIME_ZONE", "Asia/Jakarta")
USE_TZ = True
LANGUAGE_CODE = os.environ.get("TANGGAP_LANGUAGE", "id")
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
AUTH_USER_MODEL = "people.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tanggap.core",
    "tanggap.audit",
    "tanggap.people",
    "tanggap.channels",
    "tanggap.clocks",
    "tanggap.sop",
    "tanggap.cases",
    "tanggap.remedy",
    "tanggap.voice",
    "tanggap.learning",
    "tanggap.casework",
    "tanggap.ui",
    "tanggap.portal",
    "tanggap.workspace",
    "tanggap.api",
    "tanggap.cli",
]
