"""SDK v3 is imported before any test module: what it warns of meanwhile is nobody's doing."""

from __future__ import annotations

from cursus_tester.sdk.installed import sdk

sdk()
