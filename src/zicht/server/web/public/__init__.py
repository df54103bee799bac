"""Pages for anyone: report, and come back with a receipt. No account, no cookie, no JavaScript needed."""
