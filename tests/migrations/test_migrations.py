"""Every migration runs from nothing, step by step, and back again."""

import os
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from tanggap.cli.setting_up import half_way, migrate
from tanggap.core.errors import TanggapError
from tests import ground
from tests.corpus import LONG

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("tanggap.")]


@pytest.fixture
def empty_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database without a single table, in place of the run's own."""
    name = f"test_{os.getpid()}_empty"
    with django_db_blocker.unblock(), ground.maintenance() as me:
        connection.close()
        ground.drop(me, name)
        me.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            ground.drop(me, name)


def our_tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.split("_")[0] in OURS}


def our_triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.slow
def test_each_step_can_be_the_last_before_a_restart_and_every_step_back_leaves_nothing(empty_database: None) -> None:
    executor = MigrationExecutor(connection)
    state, steps = None, executor.migration_plan(executor.loader.graph.leaf_nodes())
    assert len(steps) > 25
    stride = 1 if LONG else 5
    for number in range(0, len(steps), stride):
        # As if the process had been killed after the step before: a new executor finds where to go on. What the models
        # look like by then follows from the files alone, so it is handed on.
        executor = MigrationExecutor(connection)
        left = executor.migration_plan(executor.loader.graph.leaf_nodes())
        assert left == steps[number:]
        last = left[:stride][-1][0]
        state = executor.migrate([(last.app_label, last.name)], plan=left[:stride], state=state)

    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    expected = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in OURS}
    assert expected <= our_tables()
    assert our_triggers()

    executor.migrate([(app, None) for app in reversed(OURS) if apps.get_app_config(app).models_module])
    assert our_tables() == set() and our_triggers() == set()


@pytest.mark.django_db
def test_tables_of_before_are_taken_as_they_are_and_half_of_them_are_refused() -> None:
    """Installations from before the migrations became one per app (docs/decisions/0015)."""
    became_one = MigrationLoader(None).replacements
    before = {old for one in became_one.values() for old in one.replaces}
    recorder = MigrationRecorder(connection)
    for app, name in became_one:
        recorder.record_unapplied(app, name)
    assert before.isdisjoint(became_one)
    for app, name in before:
        recorder.record_applied(app, name)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert half_way() == []

    recorder.record_unapplied("remedy", "0007_together")
    assert half_way() == ["remedy"]
    with pytest.raises(TanggapError, match="remedy stopped half-way"):
        migrate()
