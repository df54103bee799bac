"""Loading Django, only for commands that need it."""

from __future__ import annotations

import os


def start() -> None:
    """Make the server's rooms importable."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicht.server.settings")
    django.setup()


def migrate() -> None:
    """Bring the database up to date; quiet."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
