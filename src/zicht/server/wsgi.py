"""The WSGI application that granian serves; in production only when nothing unsafe is found."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from zicht.errors import Refused
from zicht.knowledge.sentences import say_error
from zicht.server.checks import refuse_unsafe
from zicht.server.config import read

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicht.server.settings")
try:
    refuse_unsafe(read())
except Refused as refused:
    print(say_error(refused), file=sys.stderr, flush=True)
    raise SystemExit(refused.exit_code) from None
application = get_wsgi_application()
