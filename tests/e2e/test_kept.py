"""What is kept of a run answers the next one while nothing changed that could change the answer, and not after that."""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

BUILDER = """\
from __future__ import annotations

import importlib.util
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep

from helpers.naming import NAME
from shared_library import REGION

if TYPE_CHECKING:
    from helpers.types import Config

try:
    from helpers import optional
except ImportError:
    optional = None

try:
    PLUGIN = importlib.import_module("plugin" + "_of_ours")
except ImportError:
    PLUGIN = None

HERE = Path(__file__).parent
TEXT = (HERE / "text.txt").read_text(encoding="utf-8")
QUERIES = os.listdir(HERE / "queries")
FACTS = sqlite3.connect(HERE / "facts.db").execute("pragma user_version").fetchone()
HELPER = importlib.util.spec_from_file_location("by_path", HERE / "by_path.py")
HELPER.loader.exec_module(importlib.util.module_from_spec(HELPER))
try:
    MORE = (HERE / "more.txt").read_text(encoding="utf-8")
except OSError:
    MORE = ""


class TinyModelStepBuilder:
    def __init__(self, config: Config, sagemaker_session=None, role=None):
        self.config, self.sagemaker_session, self.role = config, sagemaker_session, role

    def create_step(self, **kwargs):
        model = Model(
            image_uri=self.config.image_uri,
            model_data=kwargs.get("model_data"),
            role=self.role,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name=NAME, model=model, depends_on=list(kwargs.get("dependencies") or []))
"""
OTHER = BUILDER.replace("TinyModel", "OtherModel").partition("from helpers.naming")[0] + (
    "NAME = 'Other'\n\n\nclass" + BUILDER.replace("TinyModel", "OtherModel").partition("\nclass")[2]
)
FACTORY = """\
class Config:
    image_uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/tiny:1"


def make():
    return Config()
"""
SETTINGS = """\
baseline = "known.json"

[configs]
"*:TinyModelStepBuilder" = "factories:make"
"*:OtherModelStepBuilder" = "factories:make"

[[waivers]]
rule = "SB109"
builder = "*:OtherModelStepBuilder"
reason = "it is on its way out"
expires = 2030-01-31
"""
#: A distribution in a folder of PYTHONPATH, under development: it has a rule.
RULES = '''\
import os
from pathlib import Path

from cursus_tester import Finding, Severity, rule


@rule("XY101", "theirs", severity=Severity.WARNING)
def theirs(source):
    """Is fine.

    What it checks: nothing.
    """
    import their_words

    if "EDITED" in os.environ:
        Path(os.environ["EDITED"]).write_text("NAME = 'Edited'", encoding="utf-8")
    return ()
'''
FILES = {
    "project/builders/tiny_model.py": BUILDER,
    "project/builders/other_model.py": OTHER,
    # It is not run with the installed SDK, and each run says so.
    "project/builders/newer_model.py": "from sagemaker.mlops.workflow.model_step import ModelStep\n\n\n"
    "class NewerModelStepBuilder:\n    def create_step(self, **kwargs):\n        return ModelStep()\n",
    "project/builders/text.txt": "text",
    "project/builders/queries/one.sql": "select 1",
    "project/builders/facts.db": "",
    "project/builders/by_path.py": "WORD = 'one'\n",
    "project/builders/not_a_builder.py": "",
    "project/helpers/naming.py": "NAME = 'Tiny'\n",
    "project/helpers/types.py": "class Config:\n    image_uri: str\n",
    "project/factories.py": FACTORY,
    "project/cursus-tester.toml": SETTINGS,
    "project/known.json": '{"schema": "cursus-tester/baseline/1", "builders": {}}',
    "libraries/shared_library.py": "REGION = 'us-east-1'\n",
    "libraries/their_rules.py": RULES,
    "libraries/their_words.py": "WORDS = ()\n",
    "libraries/their_rules-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: their-rules\nVersion: 1\n",
    "libraries/their_rules-1.dist-info/entry_points.txt": "[cursus_tester.rules]\ntheirs = their_rules\n",
}
#: The command line, then what it has imported where that is asked for.
SCRIPT = """
import sys
from cursus_tester.cli import main as cli
exit_code = cli.main(["check", *sys.argv[2:]])
if sys.argv[1] == "modules":
    print(*sorted(sys.modules))
sys.exit(exit_code)
"""
#: Says to each line, a command line and its environment, what would be run: "kept", or the builders that would be.
#: Each is answered by a fork that has the tool imported already, and no rule of another distribution.
ASKING = """
import importlib, json, os, pkgutil, sys
import cursus_tester.run.cache, cursus_tester.run.engine, cursus_tester.run.planning, cursus_tester.run.static_judging
from cursus_tester import rules, steps
from cursus_tester.cli import main as cli
from cursus_tester.cli import telling
for package in (rules, steps):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
def gather(subjects, *_, **__):
    print("anew:", *(each.name.removesuffix("ModelStepBuilder") for each in subjects), file=sys.__stdout__)
    return iter(())
cursus_tester.run.engine.gather = cursus_tester.run.static_judging.gather = gather
cursus_tester.run.cache.Store.keep = lambda *_: False
telling.tell = lambda done, *_, **__: print("kept") or 0 if len(done.report.scorecards) == 2 else 0
telling._repeated = lambda *_: print("kept") or 0
for line in sys.stdin:
    arguments, environment = json.loads(line)
    if os.fork() == 0:
        os.environ.clear()
        os.environ.update(environment)
        cli.main(["check", *arguments])
        sys.stdout.flush()
        os._exit(0)
    os.wait()
    print("answered", flush=True)
"""
ARGUMENTS = ("builders", "--today", "2030-01-01", "-f", "json=report.json")
STATIC = ("builders", "--static", "--today", "2030-01-01", "-f", "json=read.json")
ALL = "anew: Other Tiny"
#: The beginnings of variables that Python reads when it starts.
_AT_START = ("LC_", "PYTHON")

Ask = Callable[..., str]


class Tree:
    """A project with its surroundings, checked once."""

    def __init__(self, top: Path, more: Mapping[str, str] | None = None, **variables: str) -> None:
        self.top = top
        for name, text in {**FILES, **(more or {})}.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        # As a test run leaves it: it is read in place of its source.
        py_compile.compile(str(top / "project/builders/by_path.py"))
        # As pip leaves them: a folder that changes while builders are run answers for nothing.
        compileall.compile_dir(top / "libraries", quiet=1)
        self.said = self.run("run", ARGUMENTS, variables)
        self._asked = self._start({})

    def ask(self, *more: str, arguments: tuple[str, ...] = ARGUMENTS, **variables: str) -> str:
        """What would be run: "kept", or "anew:" with the builders whose scorecards do not count any more."""
        own = any(name.startswith(_AT_START) for name in variables)
        process = self._start(variables) if own else self._asked
        assert process.stdin is not None
        assert process.stdout is not None
        print(json.dumps([[*arguments, *more], self._environment(variables)]), file=process.stdin, flush=True)
        lines = list(iter(process.stdout.readline, "answered\n"))
        if own:
            _end(process)
        # Scorecards alone are asked where the run as a whole does not count.
        return next((line for line in lines if line.startswith("anew")), lines[0]).removesuffix("\n")

    def close(self) -> None:
        """End the process that answers."""
        _end(self._asked)

    def run(
        self, how: str, arguments: tuple[str, ...], variables: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", SCRIPT, how, *arguments],
            cwd=self.top / "project",
            env=self._environment(variables),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def _start(self, variables: Mapping[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", ASKING],
            cwd=self.top / "project",
            env=self._environment(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        paths = os.pathsep.join([str(self.top / "libraries"), str(Path(__file__).parents[2])])
        return {**os.environ, "XDG_CACHE_HOME": str(self.top / "user"), "PYTHONPATH": paths, **variables}

    @contextmanager
    def changed(self, name: str, text: str | None) -> Iterator[None]:
        """A file with other text, or without it; as it was when the block ends."""
        path = self.top / name
        before = (path.read_bytes(), path.stat()) if path.exists() else None
        made = [each for each in path.parents if not each.exists()]
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            if before is not None:
                path.write_bytes(before[0])
                os.utime(path, ns=(before[1].st_atime_ns, before[1].st_mtime_ns))
            else:
                path.unlink()
            for each in made:
                shutil.rmtree(each, ignore_errors=True)


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate()
    assert process.returncode == 0


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    made = Tree(tmp_path_factory.mktemp("kept"))
    assert made.said.returncode in (0, 1), made.said.stderr
    yield made
    made.close()


def test_an_unchanged_tree_is_not_run_again(tree: Tree) -> None:
    assert tree.ask() == "kept"


def test_what_is_kept_is_told_as_it_was_the_first_time(tree: Tree) -> None:
    report = tree.top / "project/report.json"
    before = report.read_bytes()
    report.unlink()

    again = tree.run("run", ARGUMENTS, {})

    assert "builders/newer_model.py: not run, written for SDK v3" in again.stderr
    assert (again.returncode, again.stdout, again.stderr) == (tree.said.returncode, tree.said.stdout, tree.said.stderr)
    assert report.read_bytes() == before


def test_a_run_that_is_kept_imports_only_what_tells_of_it(tree: Tree) -> None:
    imported = tree.run("modules", ARGUMENTS, {}).stdout.split()

    own = {name.split(".", 1)[1] for name in imported if name.startswith("cursus_tester.")}
    assert {name.split(".")[0] for name in own} == {
        "cli",
        "evidence",
        "files",
        "reports",
        "results",
        "run",
        "sandbox",
        "sdk",
        "settings",
        "version",
    }
    # Settings: the table that flags come from. Reports name the SDK.
    assert {name for name in own if name.startswith(("run.", "sandbox.", "settings."))} == {
        "run.cache",
        "run.told",
        "sandbox.environment",
        "settings.declaration",
        "settings.defaults",
        "settings.kinds",
        "settings.pipeline_settings",
        "settings.settings",
        "settings.table_reader",
        "settings.values",
    }
    assert not {"importlib.metadata", "rich", "sagemaker", "tomllib"} & set(imported)


@pytest.fixture(scope="module")
def read_tree(tree: Tree) -> Tree:
    """The same project, also checked without running anything."""
    assert tree.run("run", STATIC, {}).returncode in (0, 1)
    return tree


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("project/builders/tiny_model.py", BUILDER + "# A remark.\n", "anew: Tiny"),
        ("project/builders/third_model.py", OTHER.replace("Other", "Third"), "anew: Third"),
        ("project/builders/other_model.py", None, "anew:"),
        ("project/helpers/types.py", "class Config: ...\n", "anew: Tiny"),
        ("project/helpers/__init__.py", "", "anew: Tiny"),
        ("project/builders/helpers/types.py", "class Config: ...\n", ALL),
        # What is looked at before builders are found holds for all of them.
        ("project/cursus-tester.toml", 'fail-on = "never"\n' + SETTINGS, ALL),
        ("project/known.json", '{"schema": "cursus-tester/baseline/1", "builders": {"a": {}}}', ALL),
        ("libraries/their_rules.py", RULES.replace("return ()", "return []"), ALL),
        # Only a run of the builder looks at it.
        ("project/builders/text.txt", "other", "kept"),
    ],
)
def test_what_is_read_again_when_a_file_changes(read_tree: Tree, name: str, text: str | None, expected: str) -> None:
    with read_tree.changed(name, text):
        assert read_tree.ask(arguments=STATIC) == expected
    assert read_tree.ask(arguments=STATIC) == "kept"


def test_what_nobody_can_answer_for_is_not_kept(tmp_path: Path) -> None:
    edited = str(tmp_path / "project/helpers/naming.py")
    asking = OTHER.replace("Other", "Asking").replace(
        "NAME = 'Asking'", "import subprocess\n\nNAME = subprocess.check_output(['echo', 'Asking'], text=True).strip()"
    )
    # A rule edits the file, so to say, while builders are run that import it.
    tree = Tree(tmp_path, {"project/builders/asking_model.py": asking}, EDITED=edited)

    assert tree.said.returncode in (0, 1), tree.said.stderr
    assert tree.ask(EDITED=edited) == "anew: Asking Tiny"
    tree.close()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("project/builders/tiny_model.py", BUILDER + "# A remark.\n", "anew: Tiny"),
        ("project/helpers/naming.py", "NAME = 'Other'\n", "anew: Tiny"),
        ("project/helpers/naming.py", None, "anew: Tiny"),
        ("project/helpers/__init__.py", "", "anew: Tiny"),
        ("project/helpers/optional.py", "", "anew: Tiny"),
        ("project/helpers/types.py", "class Config: ...\n", "anew: Tiny"),
        ("project/builders/helpers/naming.py", "NAME = 'Nearer'\n", "anew: Tiny"),
        ("project/shared_library.py", "REGION = 'nearer'\n", "anew: Tiny"),
        ("libraries/shared_library.py", "REGION = 'eu-west-1'\n", "anew: Tiny"),
        ("libraries/boto3.py", "", ALL),
        ("project/builders/__init__.py", "", ALL),
        ("project/builders/sagemaker.py", "", ALL),
        ("project/builders/text.txt", "other", "anew: Tiny"),
        ("project/plugin_of_ours.py", "", "anew: Tiny"),
        ("project/builders/more.txt", "there", "anew: Tiny"),
        ("project/builders/facts.db", "other", "anew: Tiny"),
        ("project/builders/by_path.py", "WORD = 'two'\n", "anew: Tiny"),
        ("project/builders/queries/two.sql", "select 2", "anew: Tiny"),
        ("project/factories.py", FACTORY.replace("tiny:1", "tiny:2"), ALL),
        ("project/builders/third_model.py", OTHER.replace("Other", "Third"), "anew: Third"),
        ("project/builders/deeper/fourth_model.py", OTHER.replace("Other", "Fourth"), "anew: Fourth"),
        ("project/builders/other_model.py", None, "anew:"),
        ("project/builders/not_a_builder.py", "def helper(): ...\n", "anew:"),
        ("project/builders/not_a_builder.py", "@register\nclass Helper(Base): ...\n", ALL),
        ("project/cursus-tester.toml", SETTINGS.replace("2030-01-31", "2030-01-30"), "anew:"),
        ("project/cursus-tester.toml", 'fail-on = "never"\n' + SETTINGS, "anew:"),
        ("project/cursus-tester.toml", "timeout = 59\n" + SETTINGS, ALL),
        ("project/cursus-tester.toml", 'severity = { SB109 = "error" }\n' + SETTINGS, ALL),
        ("project/known.json", '{"schema": "cursus-tester/baseline/1", "builders": {"a": {}}}', "anew:"),
        ("libraries/their_rules.py", RULES.replace("return ()", "return []"), ALL),
        ("libraries/their_words.py", "WORDS = ('fine',)\n", ALL),
        ("libraries/their_rules-1.dist-info/entry_points.txt", "[cursus_tester.rules]\n", ALL),
        ("libraries/another-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: another\nVersion: 1\n", ALL),
    ],
)
def test_what_is_run_again_when_a_file_changes(tree: Tree, name: str, text: str | None, expected: str) -> None:
    with tree.changed(name, text):
        assert tree.ask() == expected
    assert tree.ask() == "kept"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--today", "2030-02-01"], "anew:"),
        (["--fail-on", "warning"], "anew:"),
        (["--min-score", "90"], "anew:"),
        (["--strict-waivers"], "anew:"),
        (["--shard", "1/2"], "anew:"),
        (["-f", "html=report.html"], "anew:"),
        (["--select", "SB,CM"], ALL),
        (["--ignore", "SB109"], ALL),
        (["--thorough"], ALL),
        (["--import-root", "."], ALL),
        (["--timeout", "61"], ALL),
        (["--memory-limit", "1GiB"], ALL),
        (["--jobs", "1"], "kept"),
        (["--no-color"], "kept"),
        (["--quiet"], "kept"),
        (["--verbose"], "kept"),
        (["--statistics"], "kept"),
        (["--no-cache"], ALL),
    ],
)
def test_what_is_run_again_by_another_command(tree: Tree, arguments: list[str], expected: str) -> None:
    assert tree.ask(*arguments) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"COMPANY_REGION": "eu-west-1"}, ALL),
        ({"PYTHONHASHSEED": "1"}, ALL),
        ({"LC_ALL": "C"}, ALL),
        # No builder gets these.
        ({"AWS_PROFILE": "mine", "HTTPS_PROXY": "http://proxy"}, "kept"),
        # They say which window the shell is in.
        ({"SHLVL": "9", "OLDPWD": "/", "SSH_TTY": "/dev/pts/9"}, "kept"),
    ],
)
def test_what_is_run_again_in_another_environment(tree: Tree, variables: dict[str, str], expected: str) -> None:
    assert tree.ask(**variables) == expected


def test_the_tools_own_rules_count(tree: Tree, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "cursus_tester", tmp_path / "cursus_tester")
    paths = os.pathsep.join([str(tmp_path), str(tree.top / "libraries")])

    assert tree.ask(PYTHONPATH=paths) == ALL


def test_a_folder_that_becomes_an_environment_is_not_searched_any_more(tree: Tree) -> None:
    with tree.changed("project/builders/queries/pyvenv.cfg", ""):
        assert tree.ask() == "anew: Tiny"


def test_a_link_that_leads_elsewhere(tree: Tree) -> None:
    link = tree.top / "project/builders/text.txt"
    with tree.changed("project/builders/text.txt", None), tree.changed("elsewhere.txt", "text"):
        link.symlink_to(tree.top / "elsewhere.txt")
        assert tree.ask() == "kept"
        with tree.changed("further.txt", "other"):
            link.unlink()
            link.symlink_to(tree.top / "further.txt")
            assert tree.ask() == "anew: Tiny"
        link.unlink()


def test_a_pipe_in_the_place_of_a_file_is_not_read(tree: Tree) -> None:
    with tree.changed("project/builders/more.txt", ""):
        os.unlink(tree.top / "project/builders/more.txt")
        os.mkfifo(tree.top / "project/builders/more.txt")
        assert tree.ask() == "anew: Tiny"


def entries(tree: Tree) -> list[Path]:
    return sorted((tree.top / "project/.cursus-tester-cache").glob("*.json"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: b"\n\n",
        lambda data: data.replace(b"passed", b"waived", 1),
        lambda data: b"0" * 64 + data[64:],
        lambda data: data.partition(b"\n")[0] + b"\n{}\n" + data.rpartition(b"\n")[2],
        lambda data: "é".encode("latin-1") + data,
    ],
    ids=["cut", "empty", "blank", "edited", "unsigned", "resting on nothing", "no text"],
)
def test_an_entry_that_was_tampered_with_counts_for_nothing(tree: Tree, spoil: Callable[[bytes], bytes]) -> None:
    before = {path: path.read_bytes() for path in entries(tree)}
    for path, data in before.items():
        path.write_bytes(spoil(data))
    try:
        assert tree.ask() == ALL
    finally:
        for path, data in before.items():
            path.write_bytes(data)


def test_an_entry_in_the_place_of_another_counts_for_nothing(tree: Tree) -> None:
    before = {path: path.read_bytes() for path in entries(tree)}
    for path, other in zip(before, [*list(before)[1:], next(iter(before))], strict=True):
        path.write_bytes(before[other])
    try:
        assert tree.ask() == ALL
    finally:
        for path, data in before.items():
            path.write_bytes(data)


@pytest.mark.parametrize("key", [b"x" * 32, b""], ids=["another's", "none"])
def test_entries_of_another_user_count_for_nothing(tree: Tree, key: bytes) -> None:
    path = tree.top / "user/cursus-tester/key"
    own = path.read_bytes()
    path.write_bytes(key)
    try:
        assert tree.ask() == ALL
    finally:
        path.write_bytes(own)


def test_git_does_not_see_what_is_kept(tree: Tree) -> None:
    assert (tree.top / "project/.cursus-tester-cache/.gitignore").read_text(encoding="utf-8") == "*\n"
    assert {path.stat().st_mode & 0o77 for path in entries(tree)} == {0}
