"""The database itself refuses to change or delete a row of the log."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from duixian.web.ledger.guard import guard, unguard


def put(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    guard(editor.connection)


def take(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    unguard(editor.connection)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(put, take)]
