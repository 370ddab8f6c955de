"""What a finding is known by from run to run: its identity when lines move and when its class is renamed or moved."""

from __future__ import annotations

import dataclasses
import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import RuleInfo
from cursus_tester.results.subject import Subject

_LINE_NUMBERS = re.compile(
    r"(?:(?<=\.py)|(?<=<file>)):\d+(?::\d+)?|(?<=\bline )\d+|(?<=\blines )\d+(?:(?:, | and )\d+)*"
)
_WORD = re.compile(r"\w")
_ENDS_IN_PATH = re.compile(r"[\w/.-]\Z")
#: Modules with their dots, at the end of a text and not in the middle of a word.
_MODULES = re.compile(r"(?<!\w)(?:\w+\.)*\Z")


def with_fingerprints(rule: RuleInfo, subject: Subject, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one rule on one subject, each with its fingerprint: 16 hexadecimal digits.

    It is made of the rule's lasting id and the message, without line numbers, the subject's name and its file. Of
    findings that these do not tell apart each has another one, by the order of `findings`: one more of the same is a
    new one. Two subjects with the same fault have the same fingerprint; together with the subject's id it is unique in
    a report.
    """
    seen: Counter[str] = Counter()
    for each in findings:
        identity = f"{rule.lasting_id}|{_lasting(each.message, subject)}"
        seen[identity] += 1
        digest = hashlib.sha256(f"{identity}|{seen[identity]}".encode("utf-8", "backslashreplace")).hexdigest()
        yield dataclasses.replace(each, fingerprint=digest[:16])


def _lasting(message: str, subject: Subject) -> str:
    """What of a message stays the same when lines move and when the subject is renamed or moved."""
    folder, file = posixpath.split(subject.place.path)
    text = _with_file(message, folder, file) if file and file in message else message
    if subject.name and subject.name in text:
        text = _with_class(text, subject.name)
    return _LINE_NUMBERS.sub("<line>", text)


# Compiling a pattern of the name for each subject takes longer than all else here.


def _with_file(text: str, folder: str, file: str) -> str:
    """`text` with the subject's file, with its folder or without, shown as ``<file>``."""
    shown, *rest = text.split(file)
    for index, after in enumerate(rest):
        without = shown.removesuffix(f"{folder}/")
        goes_on = _WORD.match(after or (file if index + 1 < len(rest) else ""))
        shown = f"{shown}{file}{after}" if goes_on or _ENDS_IN_PATH.search(without) else f"{without}<file>{after}"
    return shown


def _with_class(text: str, name: str) -> str:
    """`text` with the subject's name, and the modules before it, which change when the file moves, as ``<class>``."""
    shown, *rest = text.split(name)
    for index, after in enumerate(rest):
        modules = _MODULES.search(shown)
        goes_on = _WORD.match(after or (name if index + 1 < len(rest) else ""))
        shown = f"{shown}{name}{after}" if goes_on or not modules else f"{shown[: modules.start()]}<class>{after}"
    return shown
