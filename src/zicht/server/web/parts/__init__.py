"""Shared layout of every page: templates, look, and the rows that the templates take."""
