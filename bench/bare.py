"""The smallest Django site that writes three rows for one request; what ours is measured against."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="nothing here is secret",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["BARE_HOST"],
            "NAME": os.environ["BARE_NAME"],
            "USER": os.environ["BARE_USER"],
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()


class One(models.Model):
    text = models.TextField()
    other = models.BigIntegerField(null=True)

    class Meta:
        app_label = "bare"


class Two(models.Model):
    text = models.TextField()
    other = models.BigIntegerField(null=True)

    class Meta:
        app_label = "bare"


class Three(models.Model):
    text = models.TextField()
    other = models.BigIntegerField(null=True)

    class Meta:
        app_label = "bare"


def take(request: HttpRequest) -> HttpResponse:
    """Three rows, one transaction."""
    text = request.body.decode()
    with transaction.atomic():
        first = One.objects.create(text=text)
        second = Two.objects.create(text=text, other=first.pk)
        Three.objects.create(text=text, other=second.pk)
    return HttpResponse("ok", status=201)


urlpatterns = [path("", take)]
application = get_wsgi_application()
