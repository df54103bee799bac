"""Loading Django, only for commands that need it."""

from __future__ import annotations

import os

from zicht.errors import WrongUse


def start() -> None:
    """Make the server's rooms importable."""
    import django

    from zicht.server.checks import before_django
    from zicht.server.config import read

    config = read()
    if "E005" in {found.code for found in before_django(config, production=False)}:
        raise WrongUse("cli.keys_damaged", path=str(config.keys))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicht.server.settings")
    django.setup()


def start_on_tables() -> None:
    """``start``, and refuse a database without the tables of this version: asking it would be a riddle to the user."""
    start()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise WrongUse("cli.no_tables")


def migrate() -> None:
    """Bring the database up to date; quiet."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
