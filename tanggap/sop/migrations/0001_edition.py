"""Editions of the SOP, and the trigger that keeps a published one as it was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Only its state may move on, from published to retired; a draft may change, but keeps its code and number.
STAYS = """
CREATE FUNCTION edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF NEW.code <> OLD.code OR NEW.number <> OLD.number OR NEW.state NOT IN ('draft', 'published') THEN
            RAISE EXCEPTION 'a draft keeps its code and number' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state = 'published' AND (NEW.source <> OLD.source OR NEW.content <> OLD.content) THEN
            RAISE EXCEPTION 'what is published is what was in the draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'retired'
       AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'edition % of % is published and cannot be changed', OLD.number, OLD.code
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER edition_stays BEFORE UPDATE OR DELETE ON sop_edition
    FOR EACH ROW EXECUTE FUNCTION edition_stays();
"""
STAYS_NO_MORE = "DROP TRIGGER edition_stays ON sop_edition; DROP FUNCTION edition_stays();"


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=50)),
                ("number", models.PositiveIntegerField()),
                ("source", models.TextField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("published", "published"),
                            ("retired", "retired"),
                            ("imported", "imported"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seconded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=["code", "number"], name="edition_number_once_per_code"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")), fields=["state"], name="edition_one_in_force"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "imported")),
                        fields=["sha256"],
                        name="edition_imported_once_per_text",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="edition_number_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "retired"]), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="edition_published_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seconded_by__isnull", True),
                            models.Q(("seconded_by", models.F("published_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="edition_seconded_by_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAYS, STAYS_NO_MORE),
    ]
