"""Referrals: from a case to a partner, and the outcome back."""
