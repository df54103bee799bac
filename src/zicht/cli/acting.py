"""A command that touches personal data acts as a member: ``--as USERNAME``, personal key in ``ZICHT_API_KEY``."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from zicht.errors import Refused

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor


def add_as(parser: argparse.ArgumentParser) -> None:
    """The option with which a command says as whom."""
    parser.add_argument("--as", dest="as_member", metavar="USERNAME", default="", help="the member who acts")


def actor(args: argparse.Namespace) -> Actor:
    """The member whose key is given; exit 4 without one, or when the key is somebody else's."""
    from dataclasses import replace

    from django.utils import timezone

    from zicht.server.parties.actor import by_api_key

    found = by_api_key(os.environ.get("ZICHT_API_KEY", ""), timezone.now())
    if found is None or found.username != args.as_member:
        raise Refused("cli.no_member", rule="cli:as")
    return replace(found, origin="cli")
