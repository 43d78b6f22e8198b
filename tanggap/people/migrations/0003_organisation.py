import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_filling_shared"),
        ("people", "0002_fewer_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="email")),
                ("full_name", models.CharField(blank=True, default="", max_length=120, verbose_name="full name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("frontdesk", "Front desk"),
                            ("officer", "Officer"),
                            ("head", "Head of unit"),
                            ("manager", "Manager"),
                            ("quality", "Quality assurance"),
                            ("auditor", "Auditor"),
                            ("admin", "Administrator"),
                            ("confidentiality", "Confidentiality officer"),
                        ],
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
                        default="id",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("sent_at", models.DateTimeField(editable=False)),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("email",),
                        name="invitation_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="invitation_email_is_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("sent_at"))), name="invitation_lasts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("association", "Association"),
                            ("bank", "Bank or finance company"),
                            ("public_body", "Public body"),
                        ],
                        default="company",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
                        default="id",
                        max_length=2,
                        verbose_name="first language",
                    ),
                ),
                ("zone", models.CharField(max_length=40, verbose_name="time zone")),
                ("phone", models.CharField(blank=True, default="", max_length=40, verbose_name="telephone")),
                ("whatsapp", models.CharField(blank=True, default="", max_length=40, verbose_name="WhatsApp")),
                ("email", models.CharField(blank=True, default="", max_length=254, verbose_name="email")),
                ("address_id", models.CharField(blank=True, default="", max_length=200, verbose_name="address")),
                (
                    "address_en",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="address in English"),
                ),
                ("hue", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hue")),
                ("steps", models.JSONField(default=list)),
                ("test_reference", models.CharField(blank=True, default="", max_length=20)),
                ("dismissed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.file",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisation",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="organisation_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("hue", None), ("hue__lt", 360), _connector="OR"),
                        name="organisation_hue_is_an_angle",
                    ),
                ],
            },
        ),
    ]
