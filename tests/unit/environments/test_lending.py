"""What another environment is lent: what it lacks, where that fits."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from cursus_tester.environments import lending
from cursus_tester.environments.interpreter import EnvironmentProblem, Interpreter
from cursus_tester.environments.lending import Loan, lend, loan_for, loan_to, wanted_distributions

_INSTALLED = {each.name.lower().replace("_", "-") for each in metadata.distributions()}
#: The versions of this environment, of all that the tester needs.
HERE = {name: metadata.version(name) for name in wanted_distributions() if name in _INSTALLED}


def test_an_environment_that_has_all_is_lent_nothing() -> None:
    for is_same_python in (True, False):
        assert loan_for(HERE, is_same_python=is_same_python) == Loan()


def test_what_is_missing_is_lent_with_what_it_needs() -> None:
    without_moto = {name: version for name, version in HERE.items() if name not in ("moto", "xmltodict", "responses")}

    assert loan_for(without_moto, is_same_python=True) == Loan(lent=("moto", "responses", "xmltodict"))


def test_what_an_extra_needs_is_lent_where_the_rest_is_there() -> None:
    without = {name: version for name, version in HERE.items() if name != "py-partiql-parser"}

    assert loan_for(without, is_same_python=True) == Loan(lent=("py-partiql-parser",))


def test_nothing_is_lent_to_another_python() -> None:
    without = {name: version for name, version in HERE.items() if name not in ("moto", "msgspec")}

    loan = loan_for(without, is_same_python=False)

    assert loan.lent == ()
    assert {"no moto", "no msgspec"} <= set(loan.lacking)


def test_a_version_that_does_not_fit_is_lacking() -> None:
    assert loan_for({**HERE, "moto": "4.2.14"}, is_same_python=True).lacking == (
        "moto 4.2.14 where >=5.0.12 is needed",
    )
    # What is lent may not fit what is there.
    without_moto = {name: version for name, version in HERE.items() if name != "moto"}
    (lacking,) = loan_for({**without_moto, "werkzeug": "0.1"}, is_same_python=True).lacking
    assert lacking.startswith("werkzeug 0.1 where ")


def test_a_light_installation_lends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "packaging", None)
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    monkeypatch.setattr(lending, "find_spec", lambda name: None)

    assert loan_for(HERE, is_same_python=True) == Loan()
    without = {name: version for name, version in HERE.items() if name not in ("moto", "msgspec")}
    assert loan_for(without, is_same_python=True) == Loan(lacking=("no msgspec", "no moto"))


def interpreter(distributions: dict[str, str], cache_tag: str = sys.implementation.cache_tag or "") -> Interpreter:
    return Interpreter(
        given=".other", executable="/python", version=(3, 12, 1), cache_tag=cache_tag, distributions=distributions
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (interpreter({}), "--python .other: no sagemaker is installed there; install one of version 2 or 3"),
        (
            interpreter({**HERE, "sagemaker": "2.257.7", "moto": "4.2.14"}),
            "--python .other: found moto 4.2.14 where >=5.0.12 is needed there; install what the tester needs: "
            "uv pip install --python .other 'cursus-tester[run]'",
        ),
        (
            interpreter({name: HERE[name] for name in HERE if name != "msgspec"} | {"sagemaker": "3.27.0"}, "cp39"),
            f"found no msgspec there, and what is installed here is for Python {sys.version_info[0]}."
            f"{sys.version_info[1]}, not for Python 3.12.1; install",
        ),
    ],
)
def test_what_keeps_an_environment_from_running_the_tester(environment: Interpreter, said: str) -> None:
    with pytest.raises(EnvironmentProblem, match=re.escape(said)) as caught:
        loan_to(environment)

    assert "\n" not in str(caught.value)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_a_loan_is_a_folder_with_the_tester_and_what_is_lent_and_nothing_else(home: Path) -> None:
    lent = lend(Loan(lent=("xmltodict",)))

    names = {path.name for path in Path(lent.modules).iterdir()}
    assert names == {"cursus_tester", "xmltodict.py", f"xmltodict-{HERE['xmltodict']}.dist-info"}
    assert lend(Loan(lent=("xmltodict",))) == lent, "made once"
    assert lend(Loan()) != lent
    assert len(list((home / "cursus-tester" / "lent").iterdir())) == 2, "nothing half made is left"


def test_a_command_that_cannot_begin_is_no_finding(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "_PACKAGE", Path(__file__).parent)
    start = lend(Loan()).start

    done = subprocess.run([sys.executable, "-I", "-S", start], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (
        2,
        "cursus-tester: ModuleNotFoundError: No module named 'cursus_tester'\n",
    )
