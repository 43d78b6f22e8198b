"""The trigger that keeps a published edition as it was."""

from django.db import migrations

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
    replaces = [("sop", "0002_draft_kept")]
    dependencies = [("sop", "0001_tables")]
    operations = [migrations.RunSQL(STAYS, STAYS_NO_MORE)]
