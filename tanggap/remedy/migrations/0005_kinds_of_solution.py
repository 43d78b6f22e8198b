"""Alternatives have a kind, a risk of recurrence, a fit to what is hoped for, and short notes on cost and time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("remedy", "0004_guide_for_the_call"),
    ]

    operations = [
        migrations.AddField(
            model_name="solution",
            name="kind",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="Its code in the SOP, [solutions.…].", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="solution",
            name="recurrence_risk",
            field=models.CharField(
                blank=True,
                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="solution",
            name="stored_cost_note",
            field=models.TextField(blank=True, db_column="cost_note", db_default="", default=""),
        ),
        migrations.AddField(
            model_name="solution",
            name="stored_helpers",
            field=models.TextField(blank=True, db_column="helpers", db_default="", default=""),
        ),
        migrations.AddField(
            model_name="solution",
            name="stored_recurrence_reason",
            field=models.TextField(blank=True, db_column="recurrence_reason", db_default="", default=""),
        ),
        migrations.AddField(
            model_name="solution",
            name="stored_time_note",
            field=models.TextField(blank=True, db_column="time_note", db_default="", default=""),
        ),
        migrations.AddField(
            model_name="solution",
            name="stored_wish_reason",
            field=models.TextField(blank=True, db_column="wish_reason", db_default="", default=""),
        ),
        migrations.AddField(
            model_name="solution",
            name="wish_fit",
            field=models.CharField(
                blank=True,
                choices=[
                    ("full", "Fits"),
                    ("partly", "Fits in part"),
                    ("little", "Hardly fits"),
                    ("none", "Does not fit"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
    ]
