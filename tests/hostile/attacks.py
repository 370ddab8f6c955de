"""Builders that turn against the tester, the machine, the user's credentials and the SDK in their process.

Each does it in `attack`, which is called when the step is built; `says` is what the finding must name.
"""

from __future__ import annotations

import textwrap

from tests.hostile.builders import Hostile, once

#: What no report may hold: the tool is started with it in its environment.
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYHOSTILEKEY"

_CREATE_A_MODEL = """\
builder.session.sagemaker_client.create_model(
    ModelName="now", ExecutionRoleArn=builder.role, PrimaryContainer={"Image": "x"}
)
"""


def attack(
    name: str, body: str, *, says: str = "", fails: tuple[str, ...] = ("SB110",), every_time: bool = False
) -> Hostile:
    """A builder that does `body` as it builds its step; unless `every_time`, only where it is asked for caching."""
    call = "attack(self)"
    return Hostile(
        name=name,
        fails=fails,
        says=says,
        at_import="\ndef attack(builder):\n" + textwrap.indent(body.strip(), "    ") + "\n",
        at_build=call if every_time else once(call),
    )


TAMPERING = (
    attack(
        "replaces-the-api-call",
        "import botocore.client\n"
        "botocore.client.BaseClient._make_api_call = lambda self, operation, parameters: {}\n" + _CREATE_A_MODEL,
        says="replacing botocore.client.BaseClient._make_api_call",
    ),
    attack(
        "replaces-a-client-method",
        "type(builder.session.sagemaker_client).create_model = lambda self, **given: {}\n" + _CREATE_A_MODEL,
        says="replacing botocore.client.SageMaker.create_model",
    ),
    attack(
        "replaces-the-request-of-the-step",
        "from sagemaker.workflow.steps import CreateModelStep\n"
        "CreateModelStep.arguments = property(lambda self: {'ModelName': 'x'})",
        says="replacing sagemaker.workflow.steps.CreateModelStep.arguments",
    ),
    attack(
        "unwraps-a-constructor",
        "from sagemaker.xgboost import XGBoostModel\nXGBoostModel.__init__ = XGBoostModel.__init__.__wrapped__",
        says="replacing sagemaker.xgboost.model.XGBoostModel.__init__",
    ),
    attack(
        "hides-an-inherited-method",
        "from sagemaker.xgboost import XGBoostModel\nXGBoostModel.create = lambda self, *args, **kwargs: None",
        says="replacing sagemaker.xgboost.model.XGBoostModel.create",
    ),
    attack(
        "replaces-code-of-the-sdk",
        "from sagemaker import image_uris\n"
        "def retrieve(*args, **kwargs): return 'image'\n"
        "image_uris.retrieve.__wrapped__.__code__ = retrieve.__code__",
        says="changing __code__ of sagemaker.image_uris.retrieve",
    ),
    attack(
        "replaces-what-the-account-does",
        "from moto.s3.models import S3Backend\nS3Backend.get_object = lambda *args, **kwargs: None",
        says="replacing moto.s3.models.S3Backend.get_object",
    ),
    attack("replaces-a-builtin", "import builtins\nbuiltins.sorted = list", says="replacing builtins.sorted"),
    attack(
        "puts-a-module-in-place-of-the-testers",
        "import sys, types\n"
        "sys.modules['cursus_tester.probe.scenario_run'] = types.ModuleType('cursus_tester.probe.scenario_run')",
        says="replacing cursus_tester.probe.scenario_run",
    ),
    attack(
        "switches-the-recorder-off",
        "import cursus_tester.probe.recorder as recorder\n"
        "kept, recorder._current = recorder._current, None\n" + _CREATE_A_MODEL + "recorder._current = kept",
        says="it imports cursus_tester.probe.recorder",
    ),
    attack(
        "switches-the-guard-off",
        "import sys\n"
        "sys.modules['cursus_tester.sandbox.guard']._watch = None\n"
        "open(__file__ + '.unguarded', 'w').close()",
        says="writing switches_the_guard_off_model.py.unguarded",
    ),
    attack(
        "looks-for-the-recording",
        _CREATE_A_MODEL + "import gc\n"
        "for each in gc.get_objects():\n"
        "    if type(each).__name__ == 'Recording': each.aws_calls.clear()",
        says="looking through all objects",
        fails=("SB110", "SB410"),
    ),
    attack(
        "forges-traces",
        "import os\n"
        "from cursus_tester.workers.messages import Finished, encode\n"
        "for descriptor in range(3, 64):\n"
        "    try: os.write(descriptor, encode(Finished()))\n"
        "    except OSError: pass\n"
        "os._exit(0)",
        says="it wrote to the tester's own connection",
    ),
    # Without the third argument: it may be an object whose __init__ has not run, which cannot be printed.
    attack(
        "traces-what-runs",
        "import sys\nsys.settrace(lambda *args: None)\nsys.setprofile(lambda frame, event, _: print(frame, event))",
        fails=(),
    ),
    attack(
        "raises-in-an-audit-hook",
        "import sys\ndef hook(event, args): raise RuntimeError('no')\nsys.addaudithook(hook)",
        says="exited with status 1",
    ),
    attack(
        "replaces-the-json-functions",
        "import json\njson.loads = lambda text, **kwargs: {'Steps': []}",
        fails=(),
    ),
)

PROCESSES = (
    # A process that gets SIGURG ignores it: were these signals not refused, nothing would come of them.
    attack(
        "signals-its-parent",
        "import os, signal\nos.kill(os.getppid(), signal.SIGURG)",
        says="os.kill of another process",
    ),
    attack(
        "signals-its-parents-group",
        "import os, signal\nos.killpg(os.getpgid(os.getppid()), signal.SIGURG)",
        says="os.killpg of another process",
    ),
    attack(
        "signals-every-process",
        "import os, signal\nos.kill(-1, signal.SIGURG)",
        says="os.kill of another process",
    ),
    attack(
        "forks-twice-and-stays",
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0: time.sleep(10**6)\n"
        "    os._exit(0)\n"
        "os.wait()",
        says="was still running",
    ),
    attack("returns-twice", "import os\nos.fork()", says="was still running"),
    attack("sets-an-alarm", "import signal, time\nsignal.alarm(1)\ntime.sleep(10**9)", says="was killed by SIGALRM"),
    attack(
        "puts-something-over-its-connection",
        "import os\n"
        "nothing = os.open(os.devnull, os.O_RDWR)\n"
        "for descriptor in range(3, 64):\n"
        "    if descriptor != nothing: os.dup2(nothing, descriptor)",
        says="exited with status 1",
    ),
    attack(
        "opens-nothing-more",
        "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))",
        says="exited with status",
    ),
    attack(
        "exits-when-forgotten",
        "import os\nclass Last:\n    def __del__(self): os._exit(0)\nbuilder.last = Last()",
        says="exited with status 0",
    ),
    attack(
        "raises-when-forgotten",
        "class Last:\n    def __del__(self): raise RuntimeError('no')\nbuilder.last = Last()",
        fails=(),
    ),
    attack("registers-at-exit", "import atexit, time\natexit.register(time.sleep, 10**6)", fails=()),
    attack("runs-a-loop", "import asyncio\nasyncio.run(asyncio.sleep(0))", fails=()),
)

FILES = (
    attack("writes-by-a-shell", "import os\nos.system('echo x > written-by-a-shell')", says="starting echo"),
    attack(
        "writes-by-a-program",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'open(\"written-by-python\", \"w\")'])",
        says="starting python",
    ),
    attack("becomes-a-program", "import os\nos.execv('/bin/true', ['true'])", says="starting true"),
    attack(
        "writes-in-a-fork",
        "import os\nif os.fork() == 0:\n    try: open(__file__ + '.forked', 'w')\n    finally: os._exit(0)\nos.wait()",
        says="writing writes_in_a_fork_model.py.forked",
    ),
    attack(
        "writes-natively",
        "import ctypes\nctypes.CDLL(None).open((__file__ + '.native').encode(), 0o101, 0o644)",
        says="ctypes.dlopen",
    ),
    attack(
        "writes-through-a-link",
        "import os\nos.symlink(os.path.abspath(__file__) + '.linked', 'link')\nopen('link', 'w')",
        says="writing writes_through_a_link_model.py.linked",
    ),
    attack(
        "writes-through-a-hard-link",
        "import os\nos.link(__file__, 'hard')\nopen('hard', 'a').write('# x')",
        says="writing writes_through_a_hard_link_model.py",
    ),
    attack(
        "writes-a-database",
        "import sqlite3\nsqlite3.connect(__file__ + '.db')",
        says="writing writes_a_database_model.py.db",
    ),
    attack("marks-a-file", "import os\nos.setxattr(__file__, 'user.x', b'x')", says="writing marks_a_file_model.py"),
    attack(
        "swaps-its-folder",
        "import os\nhere = os.getcwd()\nos.rename(here, here + '-gone')\n"
        "os.symlink(os.path.dirname(os.path.abspath(__file__)), here)",
        says="writing",
    ),
    attack(
        "links-to-the-project",
        "import os\n"
        "if not os.path.lexists('project'):\n"
        "    os.symlink(os.path.dirname(os.path.abspath(__file__)), 'project')",
        fails=(),
    ),
    attack(
        "leaves-what-cannot-be-removed",
        "import os\nif not os.path.lexists('deep'):\n    os.makedirs('deep/er')\n    os.chmod('deep', 0)",
        fails=(),
    ),
    attack("makes-a-huge-file", "open('huge', 'wb').truncate(1 << 40)", fails=("SB400",), every_time=True),
    attack("leaves-many-files", "for number in range(2_000): open(f'{number}', 'w').close()", fails=()),
)

#: Nothing but the kernel sees these; where it has Landlock of 5.19 or later, nothing is written.
UNSEEN = (
    attack(
        "writes-below-a-descriptor",
        "import os\n"
        "folder = os.open(os.path.dirname(os.path.abspath(__file__)), os.O_RDONLY)\n"
        "os.open('written-below', os.O_CREAT | os.O_WRONLY, dir_fd=folder)",
        fails=("SB400",),
        every_time=True,
    ),
    attack("makes-a-pipe", "import os\nos.mkfifo(__file__ + '.pipe')", fails=("SB400",), every_time=True),
)

CONNECTIONS = (
    attack(
        "sends-a-datagram",
        "import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('192.0.2.1', 53))",
        says="socket.sendmsg(192.0.2.1:53)",
    ),
    attack("asks-for-a-name", "import socket\nsocket.getnameinfo(('192.0.2.1', 53), 0)", says="socket.getnameinfo"),
    attack("listens", "import socket\nsocket.socket().bind(('127.0.0.1', 0))", says="socket.bind(127.0.0.1:0)"),
    attack(
        "asks-for-the-machines-role",
        "import socket\nsocket.create_connection(('169.254.169.254', 80), 1)",
        says="169.254.169.254",
    ),
    attack(
        "calls-docker",
        "import socket\nsocket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')",
        says="socket.connect(/var/run/docker.sock)",
    ),
    attack("runs-curl", "import subprocess\nsubprocess.run(['curl', 'http://192.0.2.1/'])", says="starting curl"),
    attack(
        "connects-natively",
        "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.connect(libc.socket(2, 1, 0), bytes(16), 16)",
        says="ctypes.dlopen",
    ),
    attack(
        "has-keys-and-an-endpoint",
        "import boto3\n"
        "boto3.client('sts', region_name='us-east-1', aws_access_key_id='AKIA', aws_secret_access_key='x',\n"
        "             endpoint_url='http://192.0.2.1:80').get_caller_identity()",
        says="192.0.2.1",
    ),
    attack(
        "reads-aws-credentials",
        "import os, pwd\nopen(os.path.join(pwd.getpwuid(os.getuid()).pw_dir, '.aws', 'credentials'))",
        says="reading .aws/credentials",
    ),
    attack(
        "reads-environments",
        "import os\n"
        "process, text = os.getpid(), ''\n"
        "while process > 1:\n"
        "    text += open(f'/proc/{process}/environ').read()\n"
        "    process = int(open(f'/proc/{process}/stat').read().rpartition(')')[2].split()[1])\n"
        "raise ValueError(text)",
        says="reading /proc/<process>/environ",
    ),
)

_MODEL = """\
from sagemaker.xgboost import XGBoostModel
XGBoostModel(model_data="s3://b/k", role="r", entry_point="inference.py", framework_version="1.7-1",
             sagemaker_session=builder.session, env={environment})
"""

DATA = (
    attack("raises-lone-surrogates", "raise ValueError('\\udc80 \\0 \\ud800')", fails=("SB400",), every_time=True),
    attack("logs-lone-surrogates", "import logging\nlogging.getLogger('\\udcff').warning('\\udc80')", fails=()),
    attack(
        "raises-an-odd-class",
        "raise type('\\udc80<b>\\x1b' if builder is None else 'X' * 10_000, (ValueError,), {'__module__': 5})('no')",
        fails=("SB400",),
        every_time=True,
    ),
    attack(
        "has-text-of-its-own",
        "class Text(str):\n"
        "    def __len__(self): raise RuntimeError('no')\n"
        "class Own(ValueError):\n"
        "    def __str__(self): return Text('own')\n"
        "raise Own()",
        fails=("SB400",),
        every_time=True,
    ),
    attack(
        "raises-a-circle",
        "one, two = ValueError('one'), ValueError('two')\none.__cause__, two.__cause__ = two, one\nraise one",
        fails=("SB400",),
        every_time=True,
    ),
    attack("has-a-huge-number", _MODEL.format(environment="{'a': 10**5000, 'b': 2**70}"), fails=()),
    attack("has-a-circle", "around = {}\naround['around'] = around\n" + _MODEL.format(environment="around"), fails=()),
    attack(
        "has-eighty-megabytes",
        _MODEL.format(environment="{str(n): 'x' * 4000 for n in range(20_000)}"),
        says="its report exceeded 32 MiB",
    ),
    attack(
        "logs-without-end",
        "import logging\nfor _ in range(20_000): logging.getLogger('x').warning('x' * 5_000)",
        says="its report exceeded 32 MiB",
    ),
    attack(
        "lies-about-its-class",
        _MODEL.format(environment="Liar()").replace(
            "from sagemaker",
            "class Liar:\n    @property\n    def __class__(self): raise RuntimeError('no')\nfrom sagemaker",
        ),
        fails=(),
    ),
)

#: Its module wins over the one that is loaded already, for this builder only.
NAMESAKE = Hostile(name="is-called-like-a-library", called="boto3.py", fails=("SB100",), at_import="raise RuntimeError")

ATTACKS = (*TAMPERING, *PROCESSES, *FILES, *UNSEEN, *CONNECTIONS, *DATA, NAMESAKE)
