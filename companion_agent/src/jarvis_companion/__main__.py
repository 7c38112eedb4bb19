"""Run the command line with `python -m jarvis_companion`."""

from jarvis_companion.cli import main

raise SystemExit(main())
