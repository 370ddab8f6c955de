"""Short sources through which a reader that follows every path never comes to an end."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

#: Each level doubles the number of paths.
LEVELS = range(40)
#: Nested deeper than a reader that recurses can go.
LONG = " + ".join(["'a'"] * 850)
#: Processor seconds; the check takes a few of them.
CPU = 120

HEAD = "from sagemaker.model import Model\nfrom sagemaker.workflow.steps import CreateModelStep\n"
STEP = "return CreateModelStep(name='a', model=Model(image_uri='x'))"


def builder(
    module: str = "", *, attribute: str = "", constructor: str = "pass", body: str = STEP, more: str = ""
) -> str:
    return f"""\
{HEAD}
{module}


class EndlessModelStepBuilder:
    {attribute}

    def __init__(self, config, sagemaker_session=None, role=None):
        self.config = config
        {constructor}

    def create_step(self, **kwargs):
        {body}
{more}
"""


def lines(form: str, indent: str = "") -> str:
    return f"\n{indent}".join(form.format(i, i + 1) for i in LEVELS)


SOURCES: Mapping[str, str] = {
    "calls": builder(
        lines("def h{0}(x):\n    return h{1}(x) if x else h{1}(0)\n")
        + "\ndef h40(x):\n    return CreateModelStep('a', model=x)",
        body="return h0(1)",
    ),
    "constants": builder(
        "V0 = 'a'\n" + lines("V{1} = V{0} if V0 else V{0}"), body="return CreateModelStep(name=V40, model=Model(V40))"
    ),
    "aliases": builder(
        "import os\nA0 = Model\n" + lines("if os.sep:\n    A{1} = A{0}\nelse:\n    A{1} = A{0}"),
        body="return CreateModelStep(name='a', model=A40(image_uri='x'))",
    ),
    "merged dictionaries": builder(
        "D0 = {'name': 'a'}\n" + lines("D{1} = {{**D{0}, **D{0}}}"), body="return CreateModelStep(**D40)"
    ),
    "local dictionaries": builder(
        body="d0 = {'name': 'a'}\n        "
        + lines("d{1} = dict(d{0}, **d{0})", " " * 8)
        + "\n        return CreateModelStep(**d40)"
    ),
    "keys": builder("K0 = 'name'\n" + lines("K{1} = K{0} or K{0}"), body="return CreateModelStep(**{K40: 'a'})"),
    "attributes": builder(
        constructor="self.a0 = 'x'\n        " + lines("self.a{1} = self.a{0} or self.a{0}", " " * 8),
        body="return CreateModelStep(name=self.a40, model=Model(self.a40))",
    ),
    "properties": builder(
        body="return CreateModelStep(name=self.p0, model=Model(self.p0))",
        more=lines("    @property\n    def p{0}(self):\n        return self.p{1} if self.config else self.p{1}\n")
        + "\n    @property\n    def p40(self):\n        return 'x'",
    ),
    "guarded calls": builder(
        body=f"try:\n            self.f0()\n        except Exception:\n            pass\n        {STEP}",
        more=lines("    def f{0}(self):\n        self.f{1}()\n        self.f{1}()\n")
        + "\n    def f40(self):\n        return 1",
    ),
    "specification": builder(
        "S0 = 'a'\n" + "\n".join(f"S{i + 1} = [{', '.join([f'S{i}'] * 10)}]" for i in range(18)),
        attribute="spec = {'dependencies': {'model_data': {'sources': S18}}, 'outputs': {}, 'step_type': S18}",
    ),
    "chain of aliases": builder(
        "A0 = Model\n" + "\n".join(f"A{i + 1} = A{i}" for i in range(3000)),
        body="return CreateModelStep(name='a', model=A3000(image_uri='x'))",
    ),
    "long annotation": builder(f"def f(x: {LONG}) -> {LONG}:\n    pass", more=f"    def g(self, x: {LONG}): pass"),
    "long base": builder(f"class OtherModelStepBuilder({LONG}):\n    def create_step(self): pass"),
    "long decorator": builder(more=f"    @({LONG})\n    def h(self): pass"),
    "long receiver": builder(
        body=f"try:\n            ({LONG}).create()\n        except Exception:\n            pass\n        {STEP}"
    ),
    "stars": builder("from m0 import *", body="return CreateModelStep(name=Missing, model=Z)"),
    "exports": builder("from r0 import Z", body="return CreateModelStep(name='a', model=Z(image_uri='x'))"),
}


def test_every_source_is_read_to_its_end(tmp_path: Path) -> None:
    for name, text in SOURCES.items():
        (tmp_path / f"{name.replace(' ', '_')}.py").write_text(text, encoding="utf-8")
    for i in LEVELS:
        for one, other in ("mn", "rs"):
            for module in (one, other):
                stars = f"from {one}{i + 1} import *\nfrom {other}{i + 1} import *\n"
                exports = (
                    f"try:\n    from {one}{i + 1} import Z\nexcept ValueError:\n    from {other}{i + 1} import Z\n"
                )
                (tmp_path / f"{module}{i}.py").write_text(stars if one == "m" else exports, encoding="utf-8")
    for module in "mnrs":
        (tmp_path / f"{module}40.py").write_text("from sagemaker.model import Model as Z\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cursus_tester", "check", ".", "--static", "-f", "json=-"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU)),
    )
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    assert {subject["path"].removesuffix(".py").replace("_", " ") for subject in report["subjects"]} == SOURCES.keys()
    assert report["summary"]["error"] == 0
