"""Laws are about what holds, not how fast: a busy machine must not turn one red."""

from hypothesis import settings

settings.register_profile("law", deadline=None)
settings.load_profile("law")
