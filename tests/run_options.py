"""How builders are run in tests of rules."""

from __future__ import annotations

from cursus_tester.settings.run_options import RunOptions

#: Without generated configs, which take a third of the time: for builders with a defect that planned scenarios show.
PLANNED = RunOptions(changes=1)
