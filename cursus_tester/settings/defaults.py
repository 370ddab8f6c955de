"""What holds where nobody says otherwise and the help of a command names: here, where it costs nothing to import."""

from __future__ import annotations

#: The file of accepted findings.
BASELINE_FILE = ".cursus-tester-baseline.json"
#: The folder of what is kept of earlier runs.
CACHE_FOLDER = ".cursus-tester-cache"
#: By how much a score may fall: a failed rule costs a reference builder 1.2 to 2.4 points, so two new warnings get
#: through, more do not.
MAX_DROP = 5.0
