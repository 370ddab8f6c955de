"""What the source of a builder says, seen through the ways in which people write it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.source.builder_source import ParameterKind, Source, read_source
from cursus_tester.source.discovery import find_subjects
from cursus_tester.source.names.resolution import NameResolvers

ReadSource = Callable[..., Source]

STEP = "sagemaker.workflow.steps.CreateModelStep"


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadSource:
    """Write files by their paths, and read the source of class ``B`` of the first of them."""
    monkeypatch.chdir(tmp_path)

    def write_and_read(name: str = "B", kind: SubjectKind = SubjectKind.BUILDER, **files: str) -> Source:
        paths = [tmp_path / (path.replace("__", "/").replace("/init/", "/__init__") + ".py") for path in files]
        for path, text in zip(paths, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        place = Place(path=paths[0].relative_to(tmp_path).as_posix())
        return read_source(Subject(name=name, kind=kind, place=place, file=str(paths[0])))

    return write_and_read


def method(body: str, header: str = "") -> str:
    """A module with class ``B``, its `create_step` made of `body`."""
    head = textwrap.dedent(header)
    return f"{head}\nclass B:\n    def create_step(self, **kwargs):\n" + textwrap.indent(textwrap.dedent(body), " " * 8)


FROM_STEPS = "from sagemaker.workflow.steps import CreateModelStep\n"


@pytest.mark.parametrize(
    ("header", "call"),
    [
        (FROM_STEPS, "CreateModelStep"),
        ("from sagemaker.workflow.steps import CreateModelStep as Step", "Step"),
        ("import sagemaker.workflow.steps as s", "s.CreateModelStep"),
        ("import sagemaker.workflow.steps", "sagemaker.workflow.steps.CreateModelStep"),
        ("from sagemaker.workflow import steps", "steps.CreateModelStep"),
        ("from sagemaker.workflow.steps import *", "CreateModelStep"),
        (FROM_STEPS + "Step = CreateModelStep", "Step"),
        ("from sagemaker.workflow import steps\nStep = steps.CreateModelStep", "Step"),
        ("from sagemaker.workflow import steps", "getattr(steps, 'CreateModelStep')"),
        (
            "try:\n    from sagemaker.workflow.steps import CreateModelStep\n"
            "except ImportError:\n    CreateModelStep = None",
            "CreateModelStep",
        ),
        ("if True:\n    from sagemaker.workflow.steps import CreateModelStep", "CreateModelStep"),
    ],
)
def test_module_level_names_of_the_step(read: ReadSource, header: str, call: str) -> None:
    source = read(b=method(f"return {call}(name='n', model=1)", header))
    (found,) = source.calls_to("CreateModelStep")
    assert found.target == STEP
    assert sorted(found.keywords) == ["model", "name"]


@pytest.mark.parametrize(
    "body",
    [
        "from sagemaker.workflow.steps import CreateModelStep\nreturn CreateModelStep(model=1)",
        "import sagemaker.workflow.steps as s\nreturn s.CreateModelStep(model=1)",
        "from sagemaker.workflow.steps import CreateModelStep\nstep = CreateModelStep\nreturn step(model=1)",
        "from sagemaker.workflow.steps import CreateModelStep\nreturn [CreateModelStep(model=m) for m in self.ms]",
        "def inner():\n    return CreateModelStep(model=1)\n"
        "from sagemaker.workflow.steps import CreateModelStep\nreturn inner()",
    ],
)
def test_local_names_of_the_step(read: ReadSource, body: str) -> None:
    assert [call.target for call in read(b=method(body)).calls_to("CreateModelStep")] == [STEP]


@pytest.mark.parametrize(
    ("header", "files"),
    [
        ("from compat import CreateModelStep", {"compat": FROM_STEPS}),
        ("from compat import Step as CreateModelStep", {"compat": FROM_STEPS + "Step = CreateModelStep"}),
        ("import compat\nCreateModelStep = compat.CreateModelStep", {"compat": FROM_STEPS}),
        ("from compat import *", {"compat": FROM_STEPS}),
        ("from first import CreateModelStep", {"first": "from second import CreateModelStep", "second": FROM_STEPS}),
        ("from lib.compat import CreateModelStep", {"lib__compat": FROM_STEPS}),
        ("from lib.compat import steps\nCreateModelStep = steps.CreateModelStep",
         {"lib__compat": "from sagemaker.workflow import steps"}),
    ],
)  # fmt: skip
def test_names_reexported_by_the_tree(read: ReadSource, header: str, files: dict[str, str]) -> None:
    source = read(b=method("return CreateModelStep(model=1)", header), **files)
    assert [call.target for call in source.calls_to("CreateModelStep")] == [STEP]


@pytest.mark.parametrize(
    "header",
    [
        "from .compat import CreateModelStep",
        "from . import compat\nCreateModelStep = compat.CreateModelStep",
        "from ..shared import CreateModelStep",
        "from .. import shared\nCreateModelStep = shared.CreateModelStep",
        "from pkg.shared import CreateModelStep",
        "from pkg import CreateModelStep",
    ],
)
def test_relative_and_package_imports(read: ReadSource, header: str) -> None:
    source = read(
        src__pkg__sub__b=method("return CreateModelStep(model=1)", header),
        src__pkg__init__="from .shared import CreateModelStep\n",
        src__pkg__sub__init__="",
        src__pkg__sub__compat=FROM_STEPS,
        src__pkg__shared=FROM_STEPS,
    )
    assert [call.target for call in source.calls_to("CreateModelStep")] == [STEP]


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("", "return CreateModelStep(model=1)"),
        ("", "CreateModelStep = kwargs['step']\nreturn CreateModelStep(model=1)"),
        (FROM_STEPS, "return [CreateModelStep(model=1) for CreateModelStep in self.classes]"),
        (FROM_STEPS, "for CreateModelStep in self.classes:\n    return CreateModelStep(model=1)"),
        (FROM_STEPS + "def swap():\n    global CreateModelStep\n    CreateModelStep = 1", "return CreateModelStep()"),
        ("from mine import CreateModelStep", "return CreateModelStep(model=1)"),
        ("from ....far import CreateModelStep", "return CreateModelStep(model=1)"),
        ("from one import *\nfrom two import *", "return CreateModelStep(model=1)"),
        ("from circle import CreateModelStep", "return CreateModelStep(model=1)"),
        (FROM_STEPS + "if flag:\n    from mine import CreateModelStep", "return CreateModelStep(model=1)"),
    ],
)
def test_undecided_or_foreign_names_are_no_step(read: ReadSource, header: str, body: str) -> None:
    source = read(b=method(body, header), circle="from circle2 import CreateModelStep",
                  circle2="from circle import CreateModelStep")  # fmt: skip
    assert source.calls_to("CreateModelStep") == ()


CONDITIONAL = True
#: How arguments are given: statements before the call, the call's arguments, keywords expected and whether conditional.
EXPANDED: list[tuple[str, str, dict[str, bool]]] = [
    ("", "name='n', cache_config=c", {"name": False, "cache_config": False}),
    ("kw = {'name': 'n', 'cache_config': c}", "**kw", {"name": False, "cache_config": False}),
    ("", "**{'cache_config': c}", {"cache_config": False}),
    ("kw = dict(cache_config=c)", "**kw", {"cache_config": False}),
    ("kw = dict({'a': 1}, cache_config=c)", "**kw", {"a": False, "cache_config": False}),
    ("kw = {}\nkw['cache_config'] = c", "**kw", {"cache_config": False}),
    ("kw = {}\nkw.update(cache_config=c)", "**kw", {"cache_config": False}),
    ("kw = {}\nkw.update({'cache_config': c})", "**kw", {"cache_config": False}),
    ("kw = {}\nextra = {'cache_config': c}\nkw.update(extra)", "**kw", {"cache_config": False}),
    ("kw = {'a': 1}\nkw = {**kw, 'b': 2}", "**kw", {"a": False, "b": False}),
    ("kw = {'a': 1} | {'b': 2}", "**kw", {"a": False, "b": False}),
    ("kw = {'a': 1}\nkw |= {'b': 2}", "**kw", {"a": False, "b": False}),
    ("kw = {'a': 1}\nkw.setdefault('b', 2)", "**kw", {"a": False, "b": False}),
    ("kw = {'a': 1}\nkw2 = kw.copy()\nkw2['b'] = 2", "**kw2", {"a": False, "b": False}),
    ("kw = {'a': 1, 'b': 2}\nkw.pop('b')", "**kw", {"a": False}),
    ("kw = {'a': 1, 'b': 2}\ndel kw['b']", "**kw", {"a": False}),
    ("kw = {'a': 1}\nkw.clear()", "**kw", {}),
    ("kw = {}\nif flag:\n    kw['cache_config'] = c", "**kw", {"cache_config": CONDITIONAL}),
    ("kw = {}\nif f:\n    kw['a'] = 1\nelse:\n    kw['a'] = 2", "**kw", {"a": False}),
    ("if f:\n    kw = {'a': 1}\nelse:\n    kw = {'b': 2}", "**kw", {"a": CONDITIONAL, "b": CONDITIONAL}),
    ("kw = {'a': 1} if f else {}", "**kw", {"a": CONDITIONAL}),
    ("kw = {'a': 1}\nif f:\n    kw['b'] = 2\n    raise ValueError", "**kw", {"a": False}),
    ("kw = {}\ntry:\n    kw['a'] = g()\nexcept ValueError:\n    pass", "**kw", {"a": CONDITIONAL}),
    ("kw = {}\nwith f():\n    kw['a'] = 1", "**kw", {"a": False}),
    ("kw = {}\nfor _ in range(3):\n    kw['a'] = 1", "**kw", {"a": CONDITIONAL}),
    ("kw = {}\nmatch f:\n    case 1:\n        kw['a'] = 1\n    case _:\n        kw['a'] = 2", "**kw", {"a": False}),
    ("kw = {'a': 1, 'b': None}\nkw = {k: v for k, v in kw.items() if v}", "**kw", {"a": True, "b": True}),
    ("key = 'cache_config'\nkw = {key: c}", "**kw", {"cache_config": False}),
    ("kw = self._arguments()", "**kw", {"cache_config": False}),
    ("", "**self._arguments()", {"cache_config": False}),
    ("", "**DEFAULTS", {"display_name": False}),
    ("", "**DEFAULTS, **{'a': 1}, b=2", {"display_name": False, "a": False, "b": False}),
    ("kw = {'a': 1}\nself.log_info('%s', kw)\nlen(kw)", "**kw", {"a": False}),
    ("if (kw := {'a': 1}):\n    pass", "**kw", {"a": False}),
]


@pytest.mark.parametrize(("before", "arguments", "expected"), EXPANDED)
def test_keywords_from_dictionaries(read: ReadSource, before: str, arguments: str, expected: dict[str, bool]) -> None:
    text = method(f"{before}\nreturn CreateModelStep({arguments})", FROM_STEPS + "DEFAULTS = {'display_name': 'd'}")
    text += "\n    def _arguments(self):\n        return {'cache_config': None}\n"
    (call,) = read(b=text).calls_to("CreateModelStep")
    assert {name: argument.conditional for name, argument in call.keywords.items()} == expected
    assert not call.has_unknown_arguments


@pytest.mark.parametrize(
    ("before", "arguments", "known"),
    [
        ("", "**kwargs", []),
        ("kwargs['a'] = 1", "**kwargs", ["a"]),
        ("kw = self.config.arguments", "**kw", []),
        ("kw = {'a': 1}\nself.fill(kw)", "**kw", ["a"]),
        ("kw = {'a': 1}\nkw[name()] = 2", "**kw", ["a"]),
        ("kw = {'a': 1}\nkw.update(other())", "**kw", ["a"]),
        ("kw = {'a': 1}\nfor kw in self.all:\n    pass", "**kw", ["a"]),
        ("kw = {'a': 1}\nalias = [kw]", "**kw", ["a"]),
        ("kw = {'a': 1}\nwith f() as kw:\n    pass", "**kw", []),
        ("kw = {'a': 1}\nkw += f()", "**kw", []),
        ("kw, other = f()", "**kw", []),
        ("kw = unknown()", "**kw", []),
        ("kw = {'a': 1, **kwargs}", "**kw", ["a"]),
        ("kw = {'a': 1}\nother = kw\nother['b'] = 2", "**other", ["a", "b"]),
        ("", "*args()", []),
    ],
)
def test_undecided_arguments_are_said_to_be(read: ReadSource, before: str, arguments: str, known: list[str]) -> None:
    (call,) = read(b=method(f"{before}\nreturn CreateModelStep({arguments})", FROM_STEPS)).calls_to("CreateModelStep")
    assert call.has_unknown_arguments
    assert sorted(call.keywords) == known


def test_an_argument_added_after_the_call_is_not_in_it(read: ReadSource) -> None:
    body = "kw = {'a': 1}\nstep = CreateModelStep(**kw)\nkw['b'] = 2\nreturn step"
    (call,) = read(b=method(body, FROM_STEPS)).calls_to("CreateModelStep")
    assert sorted(call.keywords) == ["a"]


def test_an_argument_keeps_the_place_where_it_was_given(read: ReadSource) -> None:
    body = "kw = {'name': 'ü'}\nkw['cache_config'] = None\nreturn CreateModelStep('x', kw, **kw)"
    (call,) = read(b=method(body, FROM_STEPS)).calls_to("CreateModelStep")
    assert str(call.keywords["name"].place) == "b.py:5:15"
    assert str(call.keywords["cache_config"].place) == "b.py:6:9"
    assert [str(argument.place) for argument in call.positional] == ["b.py:7:32", "b.py:7:37"]
    assert (call.place.line, call.end_line, call.function) == (7, 7, "B.create_step")


def test_columns_count_characters(read: ReadSource) -> None:
    (call,) = read(b=method("x = 'üü', CreateModelStep()", FROM_STEPS)).calls_to("CreateModelStep")
    assert str(call.place) == "b.py:5:19"


def test_positional_arguments_from_a_list(read: ReadSource) -> None:
    body = "args = ['n', 1]\nreturn CreateModelStep(*args, 2)"
    (call,) = read(b=method(body, FROM_STEPS)).calls_to("CreateModelStep")
    assert len(call.positional) == 3
    assert not call.has_unknown_arguments


@pytest.mark.parametrize(
    ("own", "files", "function"),
    [
        ("return self._make()\n    def _make(self):\n        return CreateModelStep(model=1)", {}, "B._make"),
        ("return make()\ndef make():\n    return CreateModelStep(model=1)", {}, "make"),
        ("return B._make()\n    @staticmethod\n    def _make():\n        return CreateModelStep()", {}, "B._make"),
        ("import parts\n        return parts.make()",
         {"parts": FROM_STEPS + "def make():\n    return CreateModelStep(model=1)"}, "make"),
        ("from parts import make as m\n        return m()",
         {"parts": FROM_STEPS + "def make():\n    return inner()\ndef inner():\n    return CreateModelStep(model=1)"},
         "inner"),
    ],
)  # fmt: skip
def test_calls_through_functions_belong_to_the_subject(
    read: ReadSource, own: str, files: dict[str, str], function: str
) -> None:
    text = f"{FROM_STEPS}class B:\n    def create_step(self):\n        {own}\n"
    (call,) = read(b=text, **files).calls_to("CreateModelStep")
    assert call.function == function
    assert call.place.path == ("parts.py" if files else "b.py")


def test_inherited_methods_belong_to_the_subject(read: ReadSource) -> None:
    source = read(
        b="""
        from lib.base import Middle
        class B(Middle):
            def _model(self):
                return super()._model()
        """,
        lib__base=FROM_STEPS
        + """
from .root import Root
class Middle(Root):
    def create_step(self):
        return CreateModelStep(model=self._model())
    def _model(self):
        return Overridden()
class Unrelated:
    def create_step(self):
        return CreateModelStep(cache_config=1)
""",
        lib__init__="",
        lib__root="from cursus_tester.contract.builder_base import StepBuilderBase\nclass Root(StepBuilderBase): pass",
    )
    assert source.bases[:3] == (
        "lib.base.Middle",
        "lib.root.Root",
        "cursus_tester.contract.builder_base.StepBuilderBase",
    )
    (call,) = source.calls_to("CreateModelStep")
    assert (call.place.path, call.function) == ("lib/base.py", "Middle.create_step")
    # The overridden `_model` is reached by `super()`.
    assert "Middle._model" in {each.function for each in source.calls}
    found = source.method("create_step")
    assert found is not None
    assert found.class_name == "lib.base.Middle"
    assert source.functions == (
        ("b.py", "B._model"),
        ("lib/base.py", "Middle._model"),
        ("lib/base.py", "Middle.create_step"),
    )


def test_methods_of_an_installed_base_are_known_but_not_its_calls(
    read: ReadSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "elsewhere"
    (site / "framework_for_steps").mkdir(parents=True)
    (site / "framework_for_steps" / "__init__.py").write_text(
        "from .base import Base\nraise RuntimeError('imported')\n"
    )
    (site / "framework_for_steps" / "base.py").write_text(
        "from abc import ABC, abstractmethod\n"
        "class Base(ABC):\n"
        "    def log(self): return compute()\n"
        "    @abstractmethod\n"
        "    def create_step(self): ...\n"
    )
    monkeypatch.syspath_prepend(str(site))
    source = read(b="from framework_for_steps import Base\nclass B(Base):\n    def run(self):\n        self.log()\n")
    assert source.bases == ("framework_for_steps.base.Base", "abc.ABC")
    log, create_step = source.methods["log"], source.methods["create_step"]
    assert (log.is_installed, log.is_abstract, create_step.is_abstract) == (True, False, True)
    assert [call.function for call in source.calls] == ["B.run"]


def test_facts_of_a_method(read: ReadSource) -> None:
    source = read(
        b="""
        import functools
        from sagemaker.workflow.steps import CreateModelStep
        @register_builder()
        class B:
            @functools.lru_cache(maxsize=1)
            async def create_step(self, a, /, b: int, c=1, *rest, d, e=2, **more: str) -> "CreateModelStep":
                yield
            def plain(self) -> dict[str, int]: ...
        """
    )
    found, plain = source.methods["create_step"], source.methods["plain"]
    kind = ParameterKind
    assert [(each.name, each.kind, each.has_default, each.annotation) for each in found.parameters] == [
        ("self", kind.POSITIONAL_ONLY, False, ""),
        ("a", kind.POSITIONAL_ONLY, False, ""),
        ("b", kind.POSITIONAL_OR_KEYWORD, False, "builtins.int"),
        ("c", kind.POSITIONAL_OR_KEYWORD, True, ""),
        ("rest", kind.VAR_POSITIONAL, False, ""),
        ("d", kind.KEYWORD_ONLY, False, ""),
        ("e", kind.KEYWORD_ONLY, True, ""),
        ("more", kind.VAR_KEYWORD, False, "builtins.str"),
    ]
    assert (found.decorators, found.returns) == (("functools.lru_cache",), STEP)
    assert (found.is_async, found.is_generator, found.is_abstract) == (True, True, False)
    assert (plain.returns, plain.is_generator, found.class_name) == ("dict[str, int]", False, "b.B")
    assert source.decorators == ("register_builder",)
    assert source.class_span == (4, 9)
    assert (source.class_name, found.place.line) == ("B", 7)


def test_method_calls_are_those_on_undecided_objects(read: ReadSource) -> None:
    body = "estimator = self._estimator(kwargs)\nmodel = estimator.create_model(name='m')\nreturn image_uris.retrieve()"
    source = read(b=method(body, "from sagemaker import image_uris"))
    assert [sorted(call.keywords) for call in source.method_calls("create_model")] == [["name"]]
    assert source.method_calls("retrieve") == ()
    assert [call.target for call in source.calls_to("image_uris.retrieve")] == ["sagemaker.image_uris.retrieve"]
    assert source.calls_to("retrieve_image", "uris.retrieve") == ()


def test_calls_are_followed_into_methods_of_imported_classes(read: ReadSource) -> None:
    maker = FROM_STEPS + "class Maker:\n    @staticmethod\n    def make():\n        return CreateModelStep(name='n')\n"
    source = read(b=method("return Maker.make()", "from maker import Maker\n"), maker=maker)
    assert [call.function for call in source.calls_to("CreateModelStep")] == ["Maker.make"]


def test_imports_are_listed_at_any_depth(read: ReadSource) -> None:
    source = read(
        pkg__b="import sagemaker.session\nfrom . import x as y\ndef f():\n    from sagemaker import *\nclass B: pass\n",
        pkg__init__="",
    )
    assert [(each.module, each.name, each.alias, each.place.line) for each in source.imports] == [
        ("sagemaker.session", "", "", 1),
        ("pkg", "x", "y", 2),
        ("sagemaker", "*", "", 4),
    ]


@pytest.mark.parametrize(
    ("files", "import_root"),
    [
        # Folders without __init__.py are packages, too, as far as relative imports want them.
        ({"team__steps__b": "from ..base import Base\nclass B(Base): pass\n", "team__base": "class Base: pass\n"}, ""),
        ({"team__b": "from .base import Base\nclass B(Base): pass\n", "team__base": "class Base: pass\n"}, ""),
        (
            {"team__b": "from lib.base import Base\nclass B(Base): pass\n", "code__lib__base": "class Base: pass\n"},
            "code",
        ),
        (
            {
                "src__b": "from team.base import Base\nclass B(Base): pass\n",
                "src__init__": "",
                "src__team__base": "class Base: pass\n",
            },
            "src",
        ),
    ],
)
def test_bases_are_found_where_the_builder_is_imported_from(
    read: ReadSource, files: dict[str, str], import_root: str
) -> None:
    source = read_source(read(**files).subject, NameResolvers(import_root))
    assert (len(source.class_statements), source.unread_bases) == (2, ())


@pytest.mark.parametrize(
    ("line", "span"), [(5, (5, 8)), (6, (5, 8)), (7, (5, 8)), (9, (9, 9)), (10, (10, 10)), (99, (99, 99))]
)
def test_statement_span(read: ReadSource, line: int, span: tuple[int, int]) -> None:
    source = read(
        b=method("step = CreateModelStep(\n    name='n',\n    model=1,\n)\nif step:\n    return step", FROM_STEPS)
    )
    assert source.statement_span("b.py", line) == span


@pytest.mark.parametrize(
    ("name", "kind", "functions"),
    [
        ("make", SubjectKind.FACTORY, {"make", "help_it"}),
        ("Plain.run", SubjectKind.FACTORY, {"Plain.run", "Plain.other"}),
        ("", SubjectKind.MODULE, {"", "make", "help_it"}),
    ],
)
def test_calls_of_a_function(read: ReadSource, name: str, kind: SubjectKind, functions: set[str]) -> None:
    text = (
        FROM_STEPS
        + """
def make():
    return help_it()
def help_it():
    return CreateModelStep(model=build())
class Plain:
    def run(self):
        return self.other()
    def other(self):
        return CreateModelStep(model=1)
    def unrelated(self):
        return CreateModelStep(model=2)
CreateModelStep(model=make())
"""
    )
    source = read(name, kind, m=text)
    assert {call.function for call in source.calls} == functions
    assert source.class_name == ""


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"class B(:\n", 1, "invalid syntax"),
        (b"x = 1\n\0\n", 2, "null bytes"),
        (b"x = '\xff'\n", 1, "utf-8"),
        (b"# coding: klingon\nx = 1\n", 1, "klingon"),
        (b"x = " + b"(" * 500 + b")" * 500, 1, "parenthes"),
        (b"x = " + b"-" * 10_000 + b"1", 1, "nested"),
    ],
)
def test_a_module_that_does_not_parse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, line: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.py").write_bytes(data)
    (subject,) = find_subjects(["b.py"]).subjects
    source = read_source(subject)
    assert source.error is not None
    message, place = source.error
    assert says in message
    assert (place.path, place.line) == ("b.py", line)
    assert (subject.kind, subject.id) == (SubjectKind.MODULE, "b.py::")
    assert (source.calls, source.bases, source.methods, source.imports) == ((), (), {}, ())
    assert (source.class_name, source.class_span, source.decorators) == ("", (0, 0), ())


@pytest.mark.parametrize("data", [
    b"\xef\xbb\xbfclass B:\n    def create_step(self): f('\xc3\xbc')\n",
    b"# -*- coding: latin-1 -*-\nclass B:\n    def create_step(self): f('\xfc', g())\n",
])  # fmt: skip
def test_encodings_are_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.py").write_bytes(data)
    (subject,) = find_subjects(["b.py"]).subjects
    source = read_source(subject)
    assert source.error is None
    assert source.calls[0].place.column == 28
    assert [call.place.column for call in source.calls[1:]] in ([], [35])


@pytest.mark.parametrize(
    "text",
    [
        "class B(C):\n    def create_step(self): pass\nclass C(B): pass\n",
        "from b import B\nclass B(B):\n    def create_step(self): pass\n",
        "class B:\n    def create_step(self):\n        return self.create_step()\n",
        "class B:\n    def create_step(self):\n        kw = self.a()\n        f(**kw)\n"
        "    def a(self): return {**self.b()}\n    def b(self): return {**self.a()}\n",
        "class B:\n    def create_step(self):\n        x = y\n        y = x\n        f(**x)\n",
        "class B:\n    def create_step(self):\n        kw = {}\n        while kw:\n            kw = {**kw, 'a': 1}\n"
        "        f(**kw)\n",
        "class B:\n    def create_step(self, x):\n        if x == 0: pass\n"
        + "".join(f"        elif x == {n}: y = {n}\n" for n in range(1, 1500)) + "        f(**y)\n",
        "class B:\n    def create_step(self):\n        y = " + " + ".join(["x"] * 800) + "\n        f(**y)\n",
        "class B:\n    def create_step(self):\n"
        + "".join(" " * (8 + n) + "for kw in kw:\n" for n in range(80)) + " " * 90 + "f(**kw)\n",
        "\n".join(f"class C{n}(C{n - 1}): pass" for n in range(1, 400))
        + "\nclass B(C399):\n    def create_step(self): f()\n",
    ],
)  # fmt: skip
def test_circles_and_depth_come_to_an_end(read: ReadSource, text: str) -> None:
    source = read(b=text)
    assert source.method("create_step") is not None
    assert len(source.calls) >= 0
    for call in source.calls:
        for argument in (*call.positional, *call.keywords.values()):
            source.origins(argument)
