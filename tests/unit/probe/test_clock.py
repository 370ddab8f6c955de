"""A clock that is ahead, for the team's code and for what it imports while it runs."""

from __future__ import annotations

import datetime
import sys
import time
from pathlib import Path

import pytest

from cursus_tester.evidence.scenario import ANOTHER_TIME
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.clock import clock_ahead

_TEXT = """
import datetime
import time
from datetime import date, datetime as moment
from time import strftime, time as seconds

def local():
    from datetime import datetime
    return datetime.now().year

READERS = {
    "datetime.datetime.now": lambda: datetime.datetime.now().year,
    "from datetime import datetime": lambda: moment.utcnow().year,
    "from datetime import date": lambda: date.today().year,
    "an import in the function": local,
    "time.strftime": lambda: int(time.strftime("%Y")),
    "from time import strftime": lambda: int(strftime("%Y")),
    "time.localtime": lambda: time.localtime().tm_year,
    "time.gmtime": lambda: time.gmtime().tm_year,
    "from time import time": lambda: time.gmtime(seconds()).tm_year,
    "time.time_ns": lambda: time.gmtime(time.time_ns() // 10**9).tm_year,
}
"""


@pytest.fixture
def readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    (tmp_path / "clock_readers.py").write_text(_TEXT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "clock_readers", raising=False)
    import clock_readers  # type: ignore[import-not-found]

    return dict(clock_readers.READERS)


@pytest.mark.filterwarnings("ignore:.*utcnow.*:DeprecationWarning")
def test_every_way_to_read_the_clock_is_ahead(tmp_path: Path, readers: dict[str, object]) -> None:
    def read() -> dict[str, int]:
        return {name: reader() for name, reader in readers.items()}  # type: ignore[operator]

    year = (datetime.datetime.now() + datetime.timedelta(seconds=ANOTHER_TIME)).year
    now = read()
    with clock_ahead(ANOTHER_TIME, TeamCode((str(tmp_path),), str(tmp_path))):
        later = read()
    assert later == dict.fromkeys(readers, year)
    assert read() == now


def test_what_is_made_of_the_clock_is_real() -> None:
    real = datetime.datetime
    with clock_ahead(ANOTHER_TIME, TeamCode((), "/")):
        assert type(datetime.datetime.now()) is real
        assert type(datetime.datetime(2024, 1, 31)) is real
        assert datetime.datetime.fromisoformat("2024-01-31") == real(2024, 1, 31)
        assert isinstance(real(2024, 1, 31), datetime.datetime)
        assert issubclass(real, datetime.datetime)
        assert time.gmtime(0).tm_year == 1970
    assert datetime.datetime is real
