"""Versioned knowledge: the standard, forms, indicators, legal bases, published tables, sentences."""
