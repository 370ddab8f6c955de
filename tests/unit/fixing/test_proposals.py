"""What may mend a finding: the texts that are proposed, with everything else of the file as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cursus_tester.fixing.proposals.by_rule import FIXABLE, proposals
from cursus_tester.fixing.syntax import Syntax, Unparseable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import Place
from cursus_tester.rules.registry import load_rules


def proposed(rule: str, text: str, line: int, message: str = "", hint: str = "") -> list[str]:
    finding = Finding(message=message, hint=hint, place=Place(path="a.py", line=line))
    return [each.data.decode() for each in proposals(rule, Syntax(text.encode()), finding)]


METHOD = """\
def create_step(self, inputs, dependencies=None, **kwargs):
    options = self.read(kwargs)
    # the step
    return CreateModelStep(name="x", model=m)  # built here
"""


@pytest.mark.parametrize(
    ("rule", "text", "line", "message", "hint", "expected"),
    [
        (
            "SB403",
            METHOD,
            4,
            "",
            "",
            METHOD.replace("model=m)", "model=m, depends_on=list(dependencies or []))"),
        ),
        (
            "SB403",
            "def f(dependencies):\n    return XStep(\n        name='x',\n    )\n",
            2,
            "",
            "",
            "def f(dependencies):\n    return XStep(\n        name='x',\n"
            "        depends_on=list(dependencies),\n    )\n",
        ),
        (
            "SB403",
            "def f(dependencies):\n    return XStep(\n        name='x'\n    )\n",
            2,
            "",
            "",
            "def f(dependencies):\n    return XStep(\n        name='x', depends_on=list(dependencies)\n    )\n",
        ),
        ("SB403", "s = XStep(depends_on=deps)\n", 1, "", "", "s = XStep(depends_on=list(deps))\n"),
        ("SB403", "step.depends_on = given\n", 1, "", "", "step.depends_on = list(given)\n"),
        ("CM306", "s = XStep('n', model, deps)\n", 1, "", "", "s = XStep('n', model=model, step_args=deps)\n"),
        ("CM310", "s = XStep(name=n, cache_config=c)\n", 1, "", "", "s = XStep(name=n)\n"),
        (
            "CM310",
            "from x import Cache, Model\n\ns = XStep(\n    name=n,  # ours\n"
            "    cache_config=Cache(),\n    model=Model(),\n)\n",
            3,
            "",
            "",
            "from x import Model\n\ns = XStep(\n    name=n,  # ours\n    model=Model(),\n)\n",
        ),
        ("CM310", "step.name = 1\nstep.cache_config = c\n", 2, "", "", "step.name = 1\n"),
        ("CM310", "if caching:\n    extra['cache_config'] = c\n", 2, "", "", "if caching:\n    pass\n"),
        ("CM310", "d = {'a': 1, 'cache_config': c}\n", 1, "", "", "d = {'a': 1}\n"),
        (
            "SB321",
            "u = image_uris.retrieve('x', r, image_scope='training')\n",
            1,
            "",
            'say image_scope="inference"',
            "u = image_uris.retrieve('x', r, image_scope=\"inference\")\n",
        ),
        (
            "SB321",
            "u = retrieve(\r\n    'x',\r\n    r,\r\n)\r\n",
            1,
            "",
            'say image_scope="inference"',
            "u = retrieve(\r\n    'x',\r\n    r,\r\n    image_scope=\"inference\",\r\n)\r\n",
        ),
        (
            "CM406",
            "d = step.properties.ModelArtifacts\ne = step.properties.ModelArtifacts.S3ModelArtifacts\n",
            1,
            "",
            "",
            "d = step.properties.ModelArtifacts.S3ModelArtifacts\n"
            "e = step.properties.ModelArtifacts.S3ModelArtifacts\n",
        ),
        ("SB340", "env = {'A': 'a', 'N': 2}\n", 1, "variable N is 2", "", "env = {'A': 'a', 'N': \"2\"}\n"),
        ("SB340", "env = {'N': self.n + 1}\n", 1, "N is an int", "", "env = {'N': str(self.n + 1)}\n"),
        ("SB340", "env['N'] = count\n", 1, "N is an int", "", "env['N'] = str(count)\n"),
        (
            "SB300",
            "def f():\n    return ModelStep(name=n)\n",
            2,
            "",
            "",
            "def f():\n    return ModelStep(name=n).steps[-1]\n",
        ),
        ("SB340", "env = {'N': 0x10}\n", 1, "variable N is 16", "", "env = {'N': \"16\"}\n"),
        ("CM332", "m = Model(model_data=str(data))\n", 1, "", "", "m = Model(model_data=data)\n"),
        ("CM332", "m = Model(model_data=f'{data}')\n", 1, "", "", "m = Model(model_data=data)\n"),
        ("CM332", "m = Model(model_data='%r' % (data,))\n", 1, "", "", "m = Model(model_data=data)\n"),
        ("CM332", "m = Model(model_data='%s' % data)\n", 1, "", "", "m = Model(model_data=data)\n"),
        ("CM332", "m = Model(model_data=data.to_string())\n", 1, "", "", "m = Model(model_data=data)\n"),
        (
            "CM332",
            "m = Model(\n    role=r,\n    model_data=data.expr,  # the archive\n)\nname = str(data)\n",
            1,
            "",
            "",
            "m = Model(\n    role=r,\n    model_data=data,  # the archive\n)\nname = str(data)\n",
        ),
        (
            "SB400",
            "m = getattr(data, 'default_value', data)\n",
            1,
            "",
            "",
            "m = data\n",
        ),
        ("PL316", "n = 1\nrun(a=[table.default_value])\n", 1, "", "", "n = 1\nrun(a=[table])\n"),
        (
            "SB350",
            "@cached\ndef f(self):\n\treturn image_uris.retrieve(\n\t\t'xgboost',  # ours\n"
            "\t\tself.region  # where\n\t)\n",
            3,
            "",
            "say instance_type=self.config.instance_type",
            "@cached\ndef f(self):\n\treturn image_uris.retrieve(\n\t\t'xgboost',  # ours\n"
            "\t\tself.region, instance_type=self.config.instance_type  # where\n\t)\n",
        ),
        (
            "SB413",
            "class B:\n    def __init__(self, sagemaker_session=None):\n        self._sess = sagemaker_session\n\n"
            "    def f(self):\n        return Model(role=self.role)\n",
            6,
            "",
            "pass role=self.role and sagemaker_session=self.session to the model and to each of its parts",
            "class B:\n    def __init__(self, sagemaker_session=None):\n        self._sess = sagemaker_session\n\n"
            "    def f(self):\n        return Model(role=self.role, sagemaker_session=self._sess)\n",
        ),
        (
            "SB342",
            "def f(self):\n    variables = self.config.env or {}\n    variables['A'] = 'a'\n",
            1,
            "the builder changes its arguments: config.env has gained ['A']",
            "",
            "def f(self):\n    variables = dict(self.config.env or {})\n    variables['A'] = 'a'\n",
        ),
        (
            "SB342",
            "def f(**kwargs):\r\n    d = kwargs.get('dependencies')\r\n    d.clear()\r\n",
            1,
            "the builder changes its arguments: dependencies has lost [0]",
            "",
            "def f(**kwargs):\r\n    d = list(kwargs.get('dependencies') or [])\r\n    d.clear()\r\n",
        ),
        (
            "SB342",
            "class B:\n\tdef f(self, inputs=None):\n\t\t'Builds.'\n\t\t# ours\n\t\tinputs.pop('a')\n",
            1,
            "the builder changes its arguments: inputs has lost ['a']",
            "",
            "class B:\n\tdef f(self, inputs=None):\n\t\t'Builds.'\n\t\tinputs = dict(inputs or {})\n"
            "\t\t# ours\n\t\tinputs.pop('a')\n",
        ),
        (
            "PL302",
            "a = ParameterString(name='Kind')\np = Pipeline(name='p', parameters=[b], steps=[s])\n",
            1,
            "parameter Kind is not declared",
            "",
            "a = ParameterString(name='Kind')\np = Pipeline(name='p', parameters=[b, a], steps=[s])\n",
        ),
        (
            "PL302",
            "a = ParameterString('Kind')\np = Pipeline(name='p', steps=[s])\n",
            1,
            "'Kind'",
            "",
            "a = ParameterString('Kind')\np = Pipeline(name='p', steps=[s], parameters=[a])\n",
        ),
        (
            "PL303",
            "a = ParameterString('Kind')\np = Pipeline(\n    parameters=[\n        a,\n        b,\n    ],\n)\n",
            1,
            "'Kind'",
            "",
            "a = ParameterString('Kind')\np = Pipeline(\n    parameters=[\n        b,\n    ],\n)\n",
        ),
    ],
)
def test_the_first_proposal(rule: str, text: str, line: int, message: str, hint: str, expected: str) -> None:
    assert proposed(rule, text, line, message, hint)[0] == expected


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("SB403", "x = 1\n"),
        ("CM306", "s = XStep(name=n, model=m)\n"),
        ("CM310", "s = XStep(name=n)\n"),
        ("SB321", "u = retrieve('x')\n"),
        ("SB340", "env = {'OTHER': 2}\n"),
        ("PL302", "a = make('Kind')\n"),
        ("SB101", METHOD),
        ("SB342", "variables = self.config.env\n"),
        ("SB350", "u = retrieve('x')\n"),
        ("CM332", "m = Model(model_data=data)\nname = str(data)\n"),
    ],
)
def test_nothing_is_proposed(rule: str, text: str) -> None:
    assert proposed(rule, text, 1, "N is an int") == []


def test_the_innermost_call_at_the_line_comes_first() -> None:
    text = "a = OneStep(name=n, cache_config=1)\nb = TwoStep(name=n, cache_config=2)\n"

    assert proposed("CM310", text, 2)[0] == "a = OneStep(name=n, cache_config=1)\nb = TwoStep(name=n)\n"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-8-sig"])
def test_encoding_and_comments_stay(encoding: str) -> None:
    declared = f"# -*- coding: {encoding} -*-\n" if encoding == "latin-1" else ""
    text = f"{declared}# ä\ns = XStep(name=n, cache_config=c)  # ö\n"
    finding = Finding(message="", hint="", place=Place(path="a.py", line=text.count("\n")))

    (first,) = [each.data for each in proposals("CM310", Syntax(text.encode(encoding)), finding)]

    assert first == text.replace(", cache_config=c", "").encode(encoding)


@pytest.mark.parametrize("data", [b"def f(:\n", b"\xff\xfe\n", b"# coding: nonsense\n"])
def test_what_cannot_be_parsed(data: bytes) -> None:
    with pytest.raises(Unparseable):
        Syntax(data)


def test_the_catalogue_says_what_may_be_mended() -> None:
    # Of the many causes of SB400 one is mechanical.
    assert {rule.info.id for rule in load_rules() if rule.info.fixable} == FIXABLE - {"SB400"}


def test_what_a_hint_names_goes_to_the_call_at_the_place_of_the_finding() -> None:
    text = "m = Model(image_uri=retrieve('x'))\n"
    finding = Finding(message="", hint="say instance_type=self.config.instance_type", place=Place(path="a.py", line=1))

    def first(column: int) -> bytes:
        placed = replace(finding, place=replace(finding.place, column=column))
        return next(proposals("SB350", Syntax(text.encode()), placed)).data

    assert first(5) == b"m = Model(image_uri=retrieve('x'), instance_type=self.config.instance_type)\n"
    assert first(21) == b"m = Model(image_uri=retrieve('x', instance_type=self.config.instance_type))\n"


@pytest.mark.parametrize(
    "written",
    [
        "self._sess = sagemaker_session",
        "self._sess: Any = sagemaker_session",
        "self.r, self._sess = role, sagemaker_session",
    ],
)
def test_the_session_is_what_the_constructor_leaves_it_in(written: str) -> None:
    text = f"def __init__(self, role, sagemaker_session):\n    {written}\nm = Model(role=r)\n"

    first = proposed("SB413", text, 3, "", "pass sagemaker_session=self.session")[0]

    assert first == text.replace("role=r)", "role=r, sagemaker_session=self._sess)")
