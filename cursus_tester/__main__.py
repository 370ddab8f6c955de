"""``python -m cursus_tester``."""

from cursus_tester.cli import main

raise SystemExit(main())
