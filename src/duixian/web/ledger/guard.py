"""What keeps the log append-only: triggers of the database that refuse to change or delete a row of it.

Nothing takes them away but undoing their migration, and tests that empty their own database.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["guard", "unguard"]

_TABLE = "ledger_event"
_SAYS = "the log is append-only"


def guard(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers in place; those that are there are replaced."""
    unguard(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE FUNCTION duixian_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation'; END $$"
            )
            cursor.execute(f"CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION duixian_refuse()")
            cursor.execute(f"CREATE TRIGGER event_not_emptied BEFORE TRUNCATE ON {_TABLE} FOR EACH STATEMENT EXECUTE FUNCTION duixian_refuse()")
        else:
            for what in ("UPDATE", "DELETE"):
                cursor.execute(f"CREATE TRIGGER event_kept_{what.lower()} BEFORE {what} ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END")


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS event_kept ON {_TABLE}")
            cursor.execute(f"DROP TRIGGER IF EXISTS event_not_emptied ON {_TABLE}")
            cursor.execute("DROP FUNCTION IF EXISTS duixian_refuse()")
        else:
            for what in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS event_kept_{what}")
