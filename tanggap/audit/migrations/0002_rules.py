"""Entries are written once. What is allowed: adding, emptying `private`, and a head that moves on.

TRUNCATE is refused too, except where a superuser has set `session_replication_role = replica`, as the test suite does
between tests. Whoever may do that could as well drop the triggers; against such a one stands `tanggap verify`.
"""

from django.db import migrations

# Subjects are looked up whole, never by their beginning, and heads are updated in place again and again.
LEAN = """
DROP INDEX IF EXISTS audit_head_subject_8dd63c74_like;
ALTER TABLE audit_head SET (fillfactor = 80);
"""

GUARD = """
CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    as_before audit_entry;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        as_before := NEW;
        as_before.private := OLD.private;
        IF NEW.private IS NULL AND as_before IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'an audit entry is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_head_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.subject = OLD.subject
            AND (NEW.seq > OLD.seq OR (NEW.seq = OLD.seq AND NEW.hash = OLD.hash)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the head of an audit chain only moves on' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_truncate_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is never emptied' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_guard BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_guard();
CREATE TRIGGER audit_head_guard BEFORE UPDATE OR DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_head_guard();
CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate_guard();
CREATE TRIGGER audit_head_truncate BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate_guard();

ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_guard;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_guard;
"""

UNGUARD = """
DROP TRIGGER audit_entry_guard ON audit_entry;
DROP TRIGGER audit_head_guard ON audit_head;
DROP TRIGGER audit_entry_truncate ON audit_entry;
DROP TRIGGER audit_head_truncate ON audit_head;
DROP FUNCTION audit_entry_guard(), audit_head_guard(), audit_truncate_guard();
"""


class Migration(migrations.Migration):
    replaces = [("audit", "0002_append_only")]
    dependencies = [("audit", "0001_tables")]

    operations = [migrations.RunSQL(LEAN, migrations.RunSQL.noop), migrations.RunSQL(GUARD, UNGUARD)]
