from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0003_refused"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("in", "In"), ("out", "Out")], max_length=3)),
                ("address", models.CharField(max_length=254)),
                ("sealed", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("uid_validity", models.BigIntegerField(default=0)),
                ("last_uid", models.BigIntegerField(default=0)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True), ("kind", "out")),
                        fields=("kind",),
                        name="channels_mailbox_one_out",
                    )
                ],
            },
        ),
    ]
