"""What a finding is known by from run to run: its identity when lines move and when its class is renamed or moved."""

from __future__ import annotations

import dataclasses
import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from cursus_tester.model import Finding, Subject

_LINE_NUMBERS = re.compile(
    r"(?:(?<=\.py)|(?<=<file>)):\d+(?::\d+)?|(?<=\bline )\d+|(?<=\blines )\d+(?:(?:, | and )\d+)*"
)


def with_fingerprints(rule_id: str, subject: Subject, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one rule on one subject, each with its fingerprint: 16 hexadecimal digits.

    It is made of the rule and the message, without line numbers, the subject's name and its file. Of findings that
    these do not tell apart each has another one, by the order of `findings`: one more of the same is a new one. Two
    subjects with the same fault have the same fingerprint; together with the subject's id it is unique in a report.
    """
    seen: Counter[str] = Counter()
    for each in findings:
        identity = f"{rule_id}|{_lasting(each.message, subject)}"
        seen[identity] += 1
        digest = hashlib.sha256(f"{identity}|{seen[identity]}".encode("utf-8", "backslashreplace")).hexdigest()
        yield dataclasses.replace(each, fingerprint=digest[:16])


def _lasting(message: str, subject: Subject) -> str:
    """What of a message stays the same when lines move and when the subject is renamed or moved."""
    folder, file = posixpath.split(subject.place.path)
    text = message
    if file in text:
        text = re.sub(rf"(?<![\w/.-])(?:{re.escape(folder)}/)?{re.escape(file)}(?!\w)", "<file>", text)
    if subject.name and subject.name in text:
        # With the modules before it, which change when the file moves.
        text = re.sub(rf"(?<!\w)(?:\w+\.)*{re.escape(subject.name)}(?!\w)", "<class>", text)
    return _LINE_NUMBERS.sub("<line>", text)
