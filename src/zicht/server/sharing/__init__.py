"""Grants: standing access to one record, limited and withdrawable at once. No copies."""
