"""The one door: every read and write of what is kept passes here, decided by the agreements in force.

Read with ``door.view.visible``, write with ``door.act.act`` (many at once: ``door.bulk.batch``).
"""
