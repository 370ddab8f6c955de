"""Hostile builders: each is a correct builder with one hostile thing in it.

A case says which rules must fail on it. A case that does nothing that a rule forbids must stay clean: the tester must
survive it. What a case does is harmless by itself: it signals itself, sleeps, loops, or allocates up to the bound.
"""

from __future__ import annotations

from dataclasses import dataclass

GOOD = """\
import dataclasses

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost import XGBoostModel
{at_import}

@dataclasses.dataclass
class Config:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.7-1"

    def __post_init__(self):
        for field in dataclasses.fields(self):
            if getattr(self, field.name) in (None, ""):
                raise ValueError(f"config.{{field.name}} is missing")


class {name}{bases}:
    def __init__(self, config: Config, sagemaker_session=None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role
        {at_construction}

    def create_step(self, inputs=None, dependencies=None, model_data=None, enable_caching=False):
        model_data = model_data or (inputs or {{}}).get("model_data")
        for step in [] if model_data else dependencies or []:
            artifacts = getattr(step.properties, "ModelArtifacts", None)
            if artifacts is not None:
                model_data = artifacts.S3ModelArtifacts
                break
        if not model_data:
            raise ValueError("model_data is missing")
        {at_build}
        image = image_uris.retrieve(
            "xgboost",
            "us-east-1",
            version=self.config.framework_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        model = XGBoostModel(
            model_data=model_data,
            role=self.role,
            image_uri=image,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            sagemaker_session=self.session,
            name="hostile",
        )
        return CreateModelStep(name="Hostile", model=model, depends_on=list(dependencies or []))

{at_class}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One way of being hostile."""

    name: str
    #: Which rules must fail; empty: none of those that look at running.
    fails: tuple[str, ...]
    #: What a finding of SB110 must say; empty: anything.
    says: str = ""
    at_import: str = ""
    at_construction: str = "pass"
    #: Runs when the step is built.
    at_build: str = "pass"
    #: More of the class's body, indented by four spaces.
    at_class: str = ""
    bases: str = ""
    #: The whole file, instead of a good builder with something in it.
    source: bytes | None = None

    #: The file's name; empty: made from the name.
    called: str = ""

    @property
    def file(self) -> str:
        """The file's name."""
        return self.called or f"{self.name.replace('-', '_')}_model.py"

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        if self.source is not None:
            return self.source
        return GOOD.format(
            name="HostileModelStepBuilder",
            bases=self.bases,
            at_import=self.at_import,
            at_construction=self.at_construction,
            at_build=self.at_build,
            at_class=self.at_class,
        ).encode()


def once(statements: str) -> str:
    """Statements for few scenarios only, those that ask for caching: what takes time is then waited for once."""
    return f"if enable_caching: {statements}"


HOSTILE = (
    Hostile(name="infinite-loop", fails=("SB110",), at_build=once("any(0 for _ in iter(int, 1))")),
    Hostile(name="sleeper", fails=("SB110",), at_build=once("__import__('time').sleep(10**9)")),
    Hostile(
        name="ignores-sigterm",
        fails=("SB110",),
        at_build=once(
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
            "signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(10**9)"
        ),
    ),
    Hostile(name="exits-process", fails=("SB110",), at_build=once("__import__('os')._exit(0)")),
    Hostile(name="sys-exit", fails=("SB400",), at_build="__import__('sys').exit(0)"),
    Hostile(name="keyboard-interrupt", fails=("SB400",), at_build="raise KeyboardInterrupt"),
    Hostile(name="system-exit-at-import", fails=("SB100",), at_import="raise SystemExit(0)"),
    Hostile(name="hangs-at-construction", fails=("SB100",), at_construction="raise RuntimeError('no')"),
    Hostile(
        name="dies-of-a-signal",
        fails=("SB110",),
        says="was killed by SIGSEGV",
        at_build=once("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"),
    ),
    Hostile(
        name="forks-forks",
        fails=("SB110",),
        at_build=once("import os, time; [os.fork() for _ in range(2)]; time.sleep(10**9)"),
    ),
    Hostile(name="ten-gibibytes", fails=("SB400",), at_build="bytearray(10 << 30)"),
    Hostile(
        name="deep-recursion", fails=("SB400",), at_build="(lambda again: again(again))(lambda again: again(again))"
    ),
    Hostile(name="hundred-megabytes-of-output", fails=(), at_build=once("print('x' * (100 << 20))")),
    Hostile(name="binary-output", fails=(), at_build="import os; os.write(1, bytes(range(256)))"),
    # Unlike os.close, this raises nothing where a step is built for the second time.
    Hostile(name="closes-stdout", fails=(), at_build="import os, sys; sys.stdout.close(); os.closerange(1, 2)"),
    Hostile(name="generator-create-step", fails=("SB300",), at_build="yield"),
    Hostile(
        name="async-create-step",
        fails=("SB300",),
        at_class="    _plain = create_step\n\n"
        "    async def create_step(self, **kwargs):\n        return self._plain(**kwargs)",
    ),
    Hostile(
        name="raising-metaclass",
        fails=("SB100",),
        at_import="class Meta(type):\n    def __call__(cls, *args, **kwargs):\n        raise RuntimeError('no')\n",
        bases="(metaclass=Meta)",
    ),
    Hostile(
        name="raising-properties",
        fails=("SB100",),
        at_class="    @property\n    def spec(self):\n        raise RuntimeError('no')",
    ),
    Hostile(
        name="answers-everything",
        fails=(),
        at_class="    def __getattr__(self, name):\n        return HostileModelStepBuilder.create_step",
    ),
    Hostile(
        name="raising-eq-and-repr",
        fails=(),
        at_class="    def __eq__(self, other):\n        raise RuntimeError('no')\n\n"
        "    def __repr__(self):\n        raise RuntimeError('no')",
    ),
    Hostile(
        name="endless-eq-and-repr",
        fails=(),
        at_class="    def __eq__(self, other=None):\n        while True:\n            pass\n\n"
        "    __hash__ = __repr__ = __eq__",
    ),
    Hostile(
        name="never-ending-message",
        fails=("SB110",),
        at_import="class Silent(ValueError):\n    def __str__(self):\n        while True: pass\n",
        at_build=once("raise Silent()"),
    ),
    Hostile(
        name="endless-repr",
        fails=("SB400",),
        at_import="class Endless(ValueError):\n    def __str__(self):\n        return Endless.__str__(self)\n",
        at_build="raise Endless()",
    ),
    Hostile(
        name="unprintable-exception",
        fails=("SB400",),
        at_import="class Sealed(Exception):\n    def __reduce__(self):\n        raise RuntimeError('no')\n\n"
        "    def __str__(self):\n        raise RuntimeError('no')\n",
        at_build="raise Sealed()",
    ),
    Hostile(name="megabyte-message", fails=("SB400",), at_build="raise RuntimeError('x' * (1 << 20))"),
    Hostile(
        name="patches-the-sdk",
        fails=("SB400",),
        at_build="import sagemaker.workflow.steps as steps; steps.CreateModelStep = None",
    ),
    Hostile(name="empties-sys-modules", fails=("SB110",), at_build="import sys; sys.modules.clear()"),
    Hostile(name="replaces-open", fails=("SB400",), at_build="import builtins; builtins.open = None"),
    Hostile(
        name="changes-cwd-and-environment",
        fails=("SB110",),
        at_build="import os; os.chdir('/'); os.environ.clear()",
    ),
    Hostile(
        name="leaves-a-thread",
        fails=("SB110",),
        at_build=once("import threading, time; threading.Thread(target=time.sleep, args=(10**6,)).start()"),
    ),
    Hostile(
        name="leaves-a-process",
        fails=("SB110",),
        at_build="import subprocess; subprocess.Popen(['sleep', '1000'], start_new_session=True)",
    ),
    Hostile(name="deletes-itself", fails=("SB110",), at_build="import os; os.remove(__file__)"),
    Hostile(
        name="byte-order-mark",
        fails=(),
        source=b"\xef\xbb\xbf"
        + GOOD.format(
            name="HostileModelStepBuilder", bases="", at_import="", at_construction="pass", at_build="pass", at_class=""
        ).encode(),
    ),
    Hostile(name="not-utf-8", fails=("SB100",), source=b"class \xff\xfeModelStepBuilder: pass\n"),
    Hostile(name="fifty-thousand-lines", fails=(), at_import="\n".join(f"x{n} = {n}" for n in range(50_000))),
    Hostile(
        name="circular-import", fails=("SB100",), at_import="from circular_import_model import HostileModelStepBuilder"
    ),
    Hostile(name="missing-import", fails=("SB100",), at_import="import no_such_distribution"),
    Hostile(
        name="network-at-import",
        fails=("SB110",),
        at_import="import urllib.request\ntry:\n    urllib.request.urlopen('http://192.0.2.1/')\n"
        "except OSError:\n    pass\n",
    ),
    Hostile(
        name="writes-into-the-project",
        fails=("SB110",),
        at_build="open(__file__ + '.log', 'w').write('x')",
    ),
    Hostile(
        name="swallows-the-refusal",
        fails=("SB110",),
        at_build="import contextlib, socket; contextlib.suppress(OSError).__enter__(); "
        "contextlib.ExitStack().callback(print); socket.socket().connect_ex(('192.0.2.1', 80))",
    ),
    Hostile(
        name="creates-a-model",
        fails=("SB410",),
        at_build="self.session.sagemaker_client.create_model(ModelName='now', ExecutionRoleArn=self.role, "
        "PrimaryContainer={'Image': 'x'})",
    ),
    Hostile(
        name="markup-in-names",
        called="<script>alert(1)<!--\x1b[2J\x1b]0;title\x07_model.py",
        fails=("SB400",),
        at_build="raise RuntimeError('</script><img src=x onerror=alert(1)>\x1b[2J\x1b]0;title\x07')",
    ),
    Hostile(
        name="writes-into-every-descriptor",
        fails=("SB110",),
        at_import="import os\n\n\ndef spray():\n    for descriptor in range(3, 64):\n        try:\n"
        "            os.write(descriptor, b'garbage\\n')\n        except OSError:\n            pass\n",
        at_build=once("spray()"),
    ),
)
