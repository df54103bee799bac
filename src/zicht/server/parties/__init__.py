"""Organisations, teams, members, keys: who takes part. Models and ``Actor`` only; acts are in ``organisations``."""
