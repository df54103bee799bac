"""Registers the room with Django."""

from django.apps import AppConfig


class Room(AppConfig):
    """This room."""

    name = "zicht.server.drafts"
    label = "drafts"
