"""Show the gate on two pull requests in a temporary repository.

One breaks a reference builder in five ways, the other fixes what is wrong on main. The exit status is 1 when the gate
does not say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TOOL = [sys.executable, "-m", "cursus_tester"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of one place in a file."""

    file: str
    #: What is wrong after the change, in words.
    means: str
    old: str
    new: str
    #: The rule that must find it.
    rule: str


XGBOOST, PYTORCH = "builders/xgboost_model.py", "builders/pytorch_model.py"
BREAKS = (
    Edit(
        file=XGBOOST,
        means="the image is the one for training",
        old='image_scope="inference"',
        new='image_scope="training"',
        rule="SB321",
    ),
    Edit(
        file=XGBOOST,
        means="the region that the specification forces is ignored",
        old="region = self.spec.forced_region or self.config.aws_region",
        new="region = self.config.aws_region",
        rule="SB323",
    ),
    Edit(
        file=XGBOOST,
        means="the configured VPC is dropped",
        old="            vpc_config=self._get_vpc_config(),\n",
        new="",
        rule="SB352",
    ),
    Edit(
        file=XGBOOST,
        means="the step does not wait for its dependencies",
        old=", depends_on=options.dependencies)",
        new=")",
        rule="SB403",
    ),
    Edit(
        file=XGBOOST,
        means="an environment variable is a number",
        old="env=self._get_environment_variables(),",
        new='env={**self._get_environment_variables(), "WORKERS": 2},',
        rule="SB340",
    ),
)
OLD_DEBT = Edit(
    file=PYTORCH,
    means="the configured VPC is dropped",
    old="            vpc_config=self._get_vpc_config(),\n",
    new="",
    rule="SB352",
)


def main() -> int:
    """Make the repository and both branches, and run the gate on each."""
    with tempfile.TemporaryDirectory(prefix="gate-demo-") as folder:
        top = Path(folder)
        for name in ("builders", "specs"):
            shutil.copytree(REPOSITORY / name, top / name, ignore=shutil.ignore_patterns("__pycache__", "v3"))
        git(top, "init", "-q", "-b", "main")
        make(top, OLD_DEBT)
        commit(top, "main, where the PyTorch builder drops its VPC")

        git(top, "checkout", "-q", "-b", "break", "main")
        make(top, *BREAKS)
        commit(top, "five changes of the XGBoost builder")
        print("A pull request that breaks the XGBoost builder in five ways:\n")
        for edit in BREAKS:
            print(f"  - {edit.means}")
        broken = gate(top, 1, *(f"{edit.rule} " for edit in BREAKS))

        git(top, "checkout", "-q", "-b", "fix", "main")
        undo(top, OLD_DEBT)
        commit(top, "pass the VPC on")
        print(f"\n\nA pull request that fixes the PyTorch builder, where {OLD_DEBT.means} on main:")
        fixed = gate(top, 0, "passed: nothing got worse", "Fixed", f"{OLD_DEBT.rule} ")
        return 0 if broken and fixed else 1


def git(top: Path, *arguments: str) -> None:
    """Run git under an invented name, without the user's settings."""
    person = {"NAME": "Ada", "EMAIL": "ada@example.com"}
    identity = {f"GIT_{role}_{name}": value for role in ("AUTHOR", "COMMITTER") for name, value in person.items()}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=top, env={**os.environ, **identity, **settings}, check=True)


def commit(top: Path, message: str) -> None:
    """Commit everything."""
    git(top, "add", "--all")
    git(top, "commit", "-q", "-m", message)


def make(top: Path, *edits: Edit) -> None:
    """Make the edits; each text occurs once."""
    for edit in edits:
        replace(top / edit.file, edit.old, edit.new)


def undo(top: Path, edit: Edit) -> None:
    """Restore the file from the repository."""
    shutil.copy(REPOSITORY / edit.file, top / edit.file)


def replace(path: Path, old: str, new: str) -> None:
    """Replace the one occurrence of a text."""
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{path}: expected {old!r} once, found {text.count(old)}; update this demo")
    path.write_text(text.replace(old, new), encoding="utf-8")


def gate(top: Path, code: int, *expected: str) -> bool:
    """Run the gate, print its output, and return whether it is as expected."""
    command = ["gate", "--base", "main", "--head", "HEAD", "builders"]
    print(f"\n$ cursus-tester {' '.join(command)}", flush=True)
    done = subprocess.run([*TOOL, *command], cwd=top, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout)
    print(f"exit status {done.returncode}", flush=True)
    missing = [text for text in expected if text not in done.stdout]
    if done.returncode == code and not missing:
        return True
    print(f"expected exit status {code} and this text: {', '.join(missing) or '(found)'}", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(main())
