"""Which expressions a value comes from, and when the text does not decide it."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.source.builder_source import Source, read_source

HEADER = """
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost import XGBoostModel
from sagemaker import image_uris
from constants import IMAGE
LOCAL = "literal"
class Parent:
    shared = "parent"
    region = None
    def _inherited(self):
        return XGBoostModel(1)
class B(Parent):
    model_class = XGBoostModel
    def __init__(self, config, image=None):
        self.config = config
        self.image = image
        self.region = "r"
        if image:
            self.either = 1
        else:
            self.either = 2
    @property
    def model(self):
        return XGBoostModel(2)
    def _helper(self, flag):
        if flag:
            return XGBoostModel(3)
        return None
    def _falls(self):
        if self.config:
            return "x"
    def _generator(self):
        yield 1
    async def _coroutine(self):
        return 1
    @unknown_decorator
    def _decorated(self):
        return 1
    def _first(self):
        self.state = 1
    def _second(self):
        self.state = 2
    def create_step(self, **kwargs):
"""


def origins_of(tmp_path: Path, body: str) -> tuple[Source, list[str] | None]:
    """The origins of the only argument of the call of ``use`` in `body`, as text."""
    (tmp_path / "b.py").write_text(HEADER + textwrap.indent(textwrap.dedent(body), " " * 8))
    (tmp_path / "constants.py").write_text('IMAGE = "1234.dkr.ecr/image"\n')
    subject = Subject(name="B", kind=SubjectKind.BUILDER, place=Place(path="b.py"), file=str(tmp_path / "b.py"))
    source = read_source(subject)
    (call,) = (call for call in source.calls if ast.unparse(call.node.func) == "use")
    (argument,) = call.positional
    found = source.origins(argument)
    return source, None if found is None else sorted(map(ast.unparse, found))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("use('x')", ["'x'"]),
        ("m = XGBoostModel(0)\nuse(m)", ["XGBoostModel(0)"]),
        ("m = 1\nm = 2\nuse(m)", ["2"]),
        ("m = 1\nif f():\n    m = 2\nuse(m)", ["1", "2"]),
        ("m = None\nif f():\n    m = 1\nelse:\n    m = 2\nuse(m)", ["1", "2"]),
        ("if f():\n    m = 1\nelif g():\n    m = 2\nelse:\n    raise ValueError\nuse(m)", ["1", "2"]),
        ("m = 1\nif f():\n    m = 2\n    return m\nuse(m)", ["1"]),
        ("m = None\nwhile True:\n    m = f()\n    break\nuse(m)", ["f()"]),
        ("m = 0\nfor _ in f():\n    m = 1\nuse(m)", ["0", "1"]),
        ("m = 0\nfor _ in f():\n    use(m)\n    m = 1", ["0", "1"]),
        ("m = 0\nfor _ in f():\n    if g():\n        m = 1\n        continue\n    m = 2\nuse(m)", ["0", "1", "2"]),
        ("try:\n    m = f()\nexcept ValueError:\n    m = None\nuse(m)", ["None", "f()"]),
        ("m = 0\ntry:\n    m = f()\nfinally:\n    use(m)", ["0", "f()"]),
        ("try:\n    m = f()\nfinally:\n    m = 1\nuse(m)", ["1"]),
        ("try:\n    m = f()\nexcept ValueError as e:\n    raise RuntimeError from e\nuse(m)", ["f()"]),
        ("with f():\n    m = 1\nuse(m)", ["1"]),
        ("a, b = 1, 2\nuse(b)", ["2"]),
        ("if (m := f()):\n    use(m)", ["f()"]),
        ("use(1 if f() else 2)", ["1", "2"]),
        ("use(f() or 'default')", ["'default'", "f()"]),
        ("use(None or 'default')", ["'default'"]),
        ("a = 1\nb = a\nuse(b)", ["1"]),
        ("use(LOCAL)", ["'literal'"]),
        ("use(IMAGE)", ["'1234.dkr.ecr/image'"]),
        ("import constants\nuse(constants.IMAGE)", ["'1234.dkr.ecr/image'"]),
        ("use(self._helper(1))", ["None", "XGBoostModel(3)"]),
        ("use(self._falls())", ["'x'", "None"]),
        ("use(self._inherited())", ["XGBoostModel(1)"]),
        ("use(self.model)", ["XGBoostModel(2)"]),
        ("use(self.region)", ["'r'"]),
        ("use(self.either)", ["1", "2"]),
        ("use(self.shared)", ["'parent'"]),
        ("self.own = f()\nuse(self.own)", ["f()"]),
        ("use(self.config.image_uri)", ["self.config.image_uri"]),
        ("use(kwargs['model_data'])", ["kwargs['model_data']"]),
        ("estimator = f()\nuse(estimator.create_model())", ["estimator.create_model()"]),
        ("use(f'{LOCAL}')", ["f'{LOCAL}'"]),
        ("kw = {'a': 1}\ndef inner():\n    return kw\nuse(inner())", ["{'a': 1}"]),
        ("use(XGBoostModel)", ["XGBoostModel"]),
    ],
)  # fmt: skip
def test_origins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, expected: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert origins_of(tmp_path, body)[1] == expected


@pytest.mark.parametrize(
    "body",
    [
        "use(kwargs)",
        "use(self.image)",
        "use(self.unknown)",
        "use(self.state)",
        "use(self)",
        "m = 1\nif f():\n    m = kwargs\nuse(m)",
        "for m in f():\n    use(m)",
        "with f() as m:\n    use(m)",
        "a, b = f()\nuse(b)",
        "m = 1\nm += 1\nuse(m)",
        "[use(m) for m in f()]",
        "try:\n    pass\nexcept ValueError as m:\n    use(m)",
        "match f():\n    case [m]:\n        use(m)",
        "use(self._generator())",
        "use(self._coroutine())",
        "use(self._decorated())",
        "use(lambda_parameter)",
        "(lambda m: use(m))(1)",
        "global LOCAL\nuse(LOCAL)\nLOCAL = 2",
        "m = 1\ndef change():\n    nonlocal m\n    m = 2\n    use(m)",
        "use(self.config)",
    ],
)
def test_undecided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert origins_of(tmp_path, body)[1] is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("XGBoostModel", "sagemaker.xgboost.XGBoostModel"),
        ("image_uris.retrieve", "sagemaker.image_uris.retrieve"),
        ("self.model_class", "sagemaker.xgboost.XGBoostModel"),
        ("self.config.image", "self.config.image"),
        ("len", "builtins.len"),
        ("Parent", "b.Parent"),
        ("IMAGE", "IMAGE"),
        ("kwargs", "kwargs"),
        ("f().x", ""),
        ("'text'", ""),
    ],
)
def test_dotted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expression: str, expected: str) -> None:
    monkeypatch.chdir(tmp_path)
    source, _ = origins_of(tmp_path, f"use({expression})")
    (call,) = (call for call in source.calls if ast.unparse(call.node.func) == "use")
    assert source.dotted(call.positional[0].node) == expected


def test_origins_join_the_branches_that_built_a_keyword(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source, _ = origins_of(tmp_path, "kw = {'model': 1}\nif f():\n    kw['model'] = g()\nuse(0)\nother(**kw)")
    (call,) = (call for call in source.calls if ast.unparse(call.node.func) == "other")
    found = source.origins(call.keywords["model"])
    assert found is not None
    assert sorted(map(ast.unparse, found)) == ["1", "g()"]
    assert not call.keywords["model"].conditional


def test_an_origin_in_another_module_has_its_place_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source, _ = origins_of(tmp_path, "use(IMAGE)")
    (call,) = (call for call in source.calls if ast.unparse(call.node.func) == "use")
    (origin,) = source.origins(call.positional[0]) or ()
    assert str(source.place(origin)) == "constants.py:1:9"
