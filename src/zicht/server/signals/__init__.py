"""What is seen: signals, one table per field group."""
