"""`cursus-tester gate` in repositories with a real history, as its users run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.e2e.conftest import run_here
from tests.e2e.interruptible import start
from tests.repositories import ENVIRONMENT, Repository, make_repository

#: Fails SB109, a warning, and passes every static rule of severity error that applies.
TINY = """\
from sagemaker import Model, image_uris
from sagemaker.workflow.steps import CreateModelStep

from specs.tiny import NAME


class TinyModelStepBuilder:
    def __init__(self, config, sagemaker_session=None, role=None):
        self.config, self.sagemaker_session, self.role = config, sagemaker_session, role

    def create_step(self, **kwargs):
        model = Model(
            image_uri=image_uris.retrieve("knn", self.config.region, image_scope="inference"),
            model_data=kwargs.get("model_data"),
            role=self.role,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name=NAME, model=model, depends_on=list(kwargs.get("dependencies") or []))
"""
CACHED = TINY.replace("model=model,", "model=model, cache_config=None,")
SPECIFICATION = "NAME = 'Tiny'\n"

Gate = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Main, with one builder and its specification; a branch on it is checked out."""
    made = make_repository(tmp_path / "repository")
    made.commit(
        {
            "builders/tiny_model.py": TINY,
            "specs/tiny.py": SPECIFICATION,
            "README.md": "",
            "cursus-tester.toml": 'conventions = "all"\n',
        }
    )
    made.git("checkout", "-q", "-b", "change")
    return made


@pytest.fixture
def gate(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Gate:
    """``gate("--base", "main")``: the gate in the repository, in this process; it runs no builder unless told to."""
    (tmp_path / "tmp").mkdir()

    def run(
        *arguments: str, folder: str = "", static: bool = True, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            patch.chdir(repository.top / folder)
            for name, value in {**ENVIRONMENT, "TMPDIR": str(tmp_path / "tmp"), **(variables or {})}.items():
                patch.setenv(name, value)
            patch.setattr(tempfile, "tempdir", None)
            return run_here(capsys, "gate", *(["--static"] if static else []), *arguments)

    return run


def test_the_verdict_comes_first_then_what_is_new_what_is_fixed_and_what_remains(
    repository: Repository, gate: Gate, tmp_path: Path
) -> None:
    repository.write({"builders/tiny_model.py": CACHED.replace("role=None):", "role=None, dependency_resolver=None):")})
    base = repository.git("rev-parse", "--short=8", "HEAD")
    before = repository.fingerprint()

    result = gate("--base", "main", "-f", "json=../report.json", "--summary", "../summary.md")

    assert result.stderr == ""
    assert result.stdout == VERDICT.format(base=base)
    assert result.returncode == 1
    assert repository.fingerprint() == before
    assert list((tmp_path / "tmp").iterdir()) == []
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("## Conformance gate blocked by 1 new finding\n")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert [subject["id"] for subject in report["subjects"]] == ["builders/tiny_model.py::TinyModelStepBuilder"]
    assert report["summary"]["blocking"] == 1


VERDICT = """\
gate: blocked by 1 new finding
  base: main ({base})
  head: the working tree, on HEAD ({base})
  1 file differs; builders that are new or depend on that: 1 of 1
  note: not rated, it was only read, not run:
  builders/tiny_model.py::TinyModelStepBuilder

New (1)
  CM310 no-cache-config  error, blocks
    builders/tiny_model.py:18:56
      CreateModelStep receives cache_config, which it does not accept
      what to do: remove cache_config: a model step has no cache; accept
      enable_caching and log that it is ignored

Fixed (1)
  SB109 injection-points  warning
    builders/tiny_model.py:8:5
      the constructor of TinyModelStepBuilder should take dependency_resolver by
      keyword; it does not take it

Remaining (1)
  SB109 injection-points  warning  builders/tiny_model.py:8:5

Scores
  builders/tiny_model.py::TinyModelStepBuilder  96.3 (not rated) → 91.8 (not
  rated)
"""


def test_old_debt_does_not_block(repository: Repository, gate: Gate) -> None:
    repository.commit({"builders/tiny_model.py": CACHED})
    repository.git("branch", "-f", "main")
    repository.commit({"builders/tiny_model.py": CACHED + "\n\n# A remark.\n"})

    result = gate("--base", "main", "--head", "HEAD", "-f", "json")

    assert result.returncode == 0
    assert result.stderr.startswith("gate: passed: nothing got worse\n")
    assert "Remaining (3)" in result.stderr
    assert json.loads(result.stdout)["summary"]["blocking"] == 0


def test_what_no_builder_depends_on_is_not_checked(repository: Repository, gate: Gate) -> None:
    repository.write({"README.md": "new", "tools/release.py": "x = = 1"})

    result = gate("--base", "main", "builders")

    assert result.returncode == 0
    assert result.stdout.startswith("gate: passed: no builder depends on the changed files, so none was checked\n")
    assert "2 files differ; builders that are new or depend on that: 0 of 1" in result.stdout


def test_a_specification_touches_its_builder_from_any_folder(repository: Repository, gate: Gate) -> None:
    repository.write({"specs/tiny.py": SPECIFICATION + "OTHER = 1\n"})

    result = gate("--base", "main", "tiny_model.py", folder="builders")

    assert result.returncode == 0
    assert "  tiny_model.py::TinyModelStepBuilder  " in result.stdout


def test_a_moved_builder_is_compared_with_its_former_self(repository: Repository, gate: Gate) -> None:
    repository.commit({"pipelines/train.py": "from builders.tiny_model import TinyModelStepBuilder\n"})
    repository.git("branch", "-f", "main")
    repository.git("mv", "builders", "our büilders")

    result = gate("--base", "main", "our büilders")

    assert result.returncode == 1
    assert result.stdout.startswith("gate: blocked by 1 problem\n")
    assert "pipelines/train.py:1\n  imports builders/tiny_model.py::TinyModelStepBuilder, which is no" in result.stdout
    assert "  our büilders/tiny_model.py::TinyModelStepBuilder  " in result.stdout
    assert "    was builders/tiny_model.py::TinyModelStepBuilder\n" in result.stdout
    assert "Remaining (2)" in result.stdout


def test_the_last_builder_is_taken_away(repository: Repository, gate: Gate) -> None:
    repository.git("rm", "-q", "-r", "builders")

    result = gate("--base", "main", "builders")

    assert (result.returncode, result.stderr) == (0, "")
    assert "Removed builders (1)\n  builders/tiny_model.py::TinyModelStepBuilder\n" in result.stdout


def test_a_base_that_did_not_parse(repository: Repository, gate: Gate) -> None:
    repository.commit({"builders/tiny_model.py": TINY + "class (\n"})
    repository.git("branch", "-f", "main")
    repository.write({"builders/tiny_model.py": TINY})

    result = gate("--base", "main", "--min-score", "100")

    # It is not new, so the least score of new builders is not asked of it.
    assert "min-score" not in result.stdout
    assert "    was builders/tiny_model.py::\n" in result.stdout


def test_a_pull_request_as_it_is_checked_out(repository: Repository, gate: Gate) -> None:
    repository.commit({"builders/other_model.py": CACHED.replace("Tiny", "Other")})
    repository.git("checkout", "-q", "main")
    repository.commit({"builders/tiny_model.py": CACHED})
    repository.git("checkout", "-q", "--detach")
    repository.git("merge", "-q", "--no-edit", "change")

    result = gate("--base", "main", "--head", "HEAD")

    assert result.returncode == 1
    assert "builders that are new or depend on that: 1 of 2" in result.stdout
    assert "builders/other_model.py::OtherModelStepBuilder  new → " in result.stdout


def test_a_new_waiver_needs_a_reason_and_an_end(repository: Repository, gate: Gate) -> None:
    def waived(comment: str) -> subprocess.CompletedProcess[str]:
        builder = CACHED.replace("cache_config=None, ", f"cache_config=None,  # cursus-tester: waive CM310{comment}\n")
        repository.write({"builders/tiny_model.py": builder})
        return gate("--base", "main")

    assert (
        "builders/tiny_model.py:18\n  a new comment for a waiver; this waives nothing: it has no" in waived("").stdout
    )
    endless = waived(' reason="agreed"')
    assert endless.stdout.startswith("gate: blocked by 1 problem\n")
    assert "builders/tiny_model.py:18\n  a new waiver of CM310 without an end\n" in endless.stdout
    result = waived(' reason="agreed" expires=2999-01-31')
    assert result.returncode == 0
    assert "Waived by this change (1)\n  CM310 no-cache-config  error\n" in result.stdout


def test_a_waiver_in_the_settings_touches_its_builder(repository: Repository, gate: Gate) -> None:
    waiver = 'conventions = "all"\n[[waivers]]\nrule = "SB109"\nbuilder = "*:TinyModelStepBuilder"\nreason = "agreed"\n'
    repository.write({"cursus-tester.toml": waiver})

    result = gate("--base", "main")

    assert result.returncode == 1
    assert "waivers, number 1\n  a new waiver of SB109 without an end\n" in result.stdout
    assert "Waived by this change (2)\n" in result.stdout


def test_a_change_of_what_is_judged_is_told(repository: Repository, gate: Gate) -> None:
    repository.write(
        {"cursus-tester.toml": 'conventions = "all"\nignore = ["SB109"]\n', "specs/tiny.py": "NAME = 'T'\n"}
    )

    result = gate("--base", "main")

    # Nothing new is hidden.
    assert (result.returncode, "blocked" in result.stdout) == (0, False)
    assert "note: the change alters the setting ignore; both revisions are judged by" in result.stdout


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ('ignore = ["CM310"]', "ignore"),
        ('exclude = ["builders/tiny_model.py"]', "exclude"),
        ('severity = { CM310 = "warning" }', "severity"),
        ('fail-on = "never"', "fail-on"),
    ],
)
def test_settings_that_hide_a_new_finding_block(repository: Repository, gate: Gate, settings: str, name: str) -> None:
    repository.commit({"builders/other_model.py": TINY.replace("Tiny", "Other")})
    repository.git("branch", "-f", "main")
    repository.write({"builders/tiny_model.py": CACHED, "cursus-tester.toml": f'conventions = "all"\n{settings}\n'})

    result, allowed = gate("--base", "main"), gate("--base", "main", "--allow-settings")

    said = " ".join(result.stdout.split())
    assert (result.returncode, allowed.returncode) == (1, 0)
    assert f"builders/tiny_model.py:18:56 CM310 no-cache-config, which the change of the setting {name} hides" in said
    assert "hides" not in allowed.stdout


def test_files_that_git_was_told_not_to_look_at_are_part_of_the_change(repository: Repository, gate: Gate) -> None:
    repository.git("update-index", "--assume-unchanged", "builders/tiny_model.py")
    repository.git("update-index", "--skip-worktree", "specs/tiny.py")
    repository.write({"builders/tiny_model.py": CACHED, "specs/tiny.py": SPECIFICATION + "OTHER = 1\n"})
    before = repository.fingerprint()

    result = gate("--base", "main")

    assert result.returncode == 1
    assert "2 files differ; builders that are new or depend on that: 1 of 1" in result.stdout
    assert repository.fingerprint() == before
    assert repository.git("ls-files", "-v", "builders", "specs").split("\n")[0][0] == "h"


def test_files_that_a_sparse_checkout_leaves_out_are_not_deleted(repository: Repository, gate: Gate) -> None:
    repository.commit({"docs/page.md": "a page"})
    repository.git("sparse-checkout", "set", "builders", "specs")

    result = gate("--base", "main")

    assert not (repository.top / "docs").exists()
    assert "1 file differs" in result.stdout


def test_settings_from_outside_the_repository(
    repository: Repository, gate: Gate, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository.commit({}, "cursus-tester.toml")
    repository.git("branch", "-f", "main")
    repository.write({"builders/tiny_model.py": CACHED})
    (tmp_path / "cursus-tester.toml").write_text('ignore = ["CM310"]\n', encoding="utf-8")

    # Temporary files are below the same folder.
    refused = gate("--base", "main")
    elsewhere = gate("--base", "main", variables={"TMPDIR": str(tmp_path_factory.mktemp("elsewhere"))})

    assert refused.returncode == 2
    assert "would hold for all temporary files; set TMPDIR" in refused.stderr
    assert elsewhere.returncode == 1
    assert "lie outside the repository and are not" in " ".join(elsewhere.stdout.split())


def test_settings_of_the_base_that_could_not_be_read(repository: Repository, gate: Gate) -> None:
    repository.commit({"builders/tiny_model.py": CACHED, "cursus-tester.toml": "timeout = -1\n"})
    repository.git("branch", "-f", "main")
    repository.write({"builders/tiny_model.py": CACHED + "\n", "cursus-tester.toml": "timeout = 60\n"})

    result = gate("--base", "main")

    assert result.returncode == 0
    told = " ".join(result.stdout.split())
    assert "note: of the base's settings, this is not used: cursus-tester.toml: timeout is -1" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--base", "origin/main"), "--base 'origin/main': there is no such commit here; check the name, or run"),
        (("--base", "main", "nope"), "nope: no such file or folder"),
        (("--base", "main", ".."), "..: lies outside the repository"),
        (("--base", "main", "--select", "XX1"), "XX1"),
        (("--base", "main", "-f", "yaml"), "--format: unknown format 'yaml'"),
        (("--base", "main", "--summary", "no/such.md"), "no/such.md: cannot write the markdown report"),
    ],
)
def test_what_it_cannot_do(repository: Repository, gate: Gate, arguments: tuple[str, ...], message: str) -> None:
    result = gate(*arguments)

    assert result.returncode == 2
    assert message in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_a_run_that_is_not_complete_passes_nothing(repository: Repository, gate: Gate) -> None:
    repository.write({"builders/tiny_model.py": CACHED})

    result = gate("--base", "main", "builders", "nope")

    assert result.returncode == 2
    assert result.stdout.startswith(
        "gate: undecided: the run is incomplete; 1 problem found so far would block\n  nope: no such"
    )


def test_builders_are_run_at_both_revisions_with_what_each_imports(repository: Repository, gate: Gate) -> None:
    """The specification's name, which the builder uses, is wrong in the change only; the rest is not touched."""
    repository.commit({"src/team/__init__.py": "", "src/team/names.py": SPECIFICATION})
    builder = TINY.replace("from specs.tiny", "from team.names")
    repository.commit({"builders/tiny_model.py": builder, "builders/other_model.py": TINY.replace("Tiny", "Other")})
    repository.git("branch", "-f", "main")
    repository.commit({"src/team/names.py": "NAME = 'not a step name'\n"})

    # As an installation that points into the working tree would have it.
    installed = {"PYTHONPATH": os.pathsep.join([str(repository.top / "src"), os.environ.get("PYTHONPATH", "")])}
    result = gate("--base", "main", "--select", "SB360", static=False, variables=installed)

    assert result.returncode == 1
    assert "builders that are new or depend on that: 1 of 2" in result.stdout
    assert "New (1)\n  SB360 step-name  error, blocks\n" in result.stdout
    assert "'not a step name'" in result.stdout


def test_ctrl_c_leaves_nothing_behind(repository: Repository, tmp_path: Path) -> None:
    hanging = "while True:\n    pass\n" + TINY
    repository.write({"builders/tiny_model.py": hanging})
    before = repository.fingerprint()
    (tmp_path / "tmp").mkdir()
    environment = {**ENVIRONMENT, "TMPDIR": str(tmp_path / "tmp")}
    process = start("gate", "--base", "main", folder=repository.top, **environment)
    try:
        while not list((tmp_path / "tmp").glob("cursus-tester-*/cursus-tester-builder*")):
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    finally:
        process.kill()
        process.communicate()

    assert (process.returncode, output, errors) == (130, "", "cursus-tester: interrupted\n")
    assert list((tmp_path / "tmp").iterdir()) == []
    assert repository.fingerprint() == before
