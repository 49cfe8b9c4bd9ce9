"""On no day are there two named coordinators of a prison: the databases' own guard (docs/adr/0024).

A trigger, because Django has no constraint over rows that both databases know. PostgreSQL's takes a lock per
prison, so that two transactions at once cannot both pass; SQLite has one writer at a time.
"""

from django.db import migrations

OVERLAP = """
    SELECT 1 FROM coordinator_appointment AS held
    WHERE held.post = 'coordinator' AND held.prison_id = NEW.prison_id AND held.id <> NEW.id
    AND (held.ends_on IS NULL OR held.ends_on >= NEW.starts_on)
    AND (NEW.ends_on IS NULL OR NEW.ends_on >= held.starts_on)
"""

SQLITE = """
CREATE TRIGGER coordinator_one_named_a_day_{event} BEFORE {event} ON coordinator_appointment
WHEN NEW.post = 'coordinator' AND EXISTS ({overlap})
BEGIN SELECT RAISE(ABORT, 'coordinator_one_named_a_day'); END
"""

POSTGRES_FUNCTION = """
CREATE FUNCTION coordinator_one_named_a_day() RETURNS trigger AS $$
BEGIN
    IF NEW.post = 'coordinator' THEN
        PERFORM pg_advisory_xact_lock(hashtext('coordinator_appointment'), hashtext(NEW.prison_id));
        IF EXISTS ({overlap}) THEN
            RAISE EXCEPTION 'coordinator_one_named_a_day' USING ERRCODE = 'exclusion_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql
"""

POSTGRES_TRIGGER = """
CREATE TRIGGER coordinator_one_named_a_day BEFORE INSERT OR UPDATE ON coordinator_appointment
FOR EACH ROW EXECUTE FUNCTION coordinator_one_named_a_day()
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION.format(overlap=OVERLAP))
        schema_editor.execute(POSTGRES_TRIGGER)
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(SQLITE.format(event=event, overlap=OVERLAP))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER coordinator_one_named_a_day ON coordinator_appointment")
        schema_editor.execute("DROP FUNCTION coordinator_one_named_a_day()")
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER coordinator_one_named_a_day_{event}")


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0002_appointments")]

    operations = [migrations.RunPython(guard, unguard)]
