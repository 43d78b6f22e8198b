"""Every migration runs from nothing, step by step, and back again."""

import os
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

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
    assert len(steps) > 40
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
