"""``python -m zicht.cli``."""

from zicht.cli.main import main

raise SystemExit(main())
