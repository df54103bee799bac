"""Measurements that anyone can repeat: ``make bench``. Not part of the product."""
