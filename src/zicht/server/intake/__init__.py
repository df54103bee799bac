"""Reports from anyone: the public form, the receipt, contact both ways. Its role in the database reads no table."""
