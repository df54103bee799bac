"""Screens, cut by whose task it is."""
