"""Notices between colleagues: "there is something for you", with a link and no content. Nothing is sent out."""
