"""Forms that are not sent yet: each the own of one member, sealed, and gone when it is sent, thrown away or expired."""
