#!/usr/bin/env bash
# msgspec reads into a pydantic dataclass without pydantic.
#
# Expected: msgspec supports dataclasses, a pydantic dataclass is one, so reading JSON into it gives an object that
# pydantic has validated, with the defaults that its fields declare.
# What happens: msgspec sets the fields itself. No constraint and no validator runs, and where a field has a default
# factory (`Field(default_factory=list)`) the object holds pydantic's FieldInfo instead of the list.
# Versions: msgspec 0.23.0, pydantic 2.14.4.
# Why it matters: configs of steps are often pydantic dataclasses. A test that reads them from JSON by msgspec, for
# speed, gets objects that the production code can never see.
#
# Seen:
#   pydantic, -5: ValidationError
#   msgspec, -5: Config(count=-5)
#   pydantic, no tags: Tagged(tags=[])
#   msgspec, no tags: a FieldInfo as tags
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with msgspec==0.23.0 pydantic==2.14.4)

"$python" - <<'PY' | as_seen
import msgspec
from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass


@dataclass
class Config:
    count: int = Field(gt=0)


@dataclass
class Tagged:
    tags: list[str] = Field(default_factory=list)


try:
    TypeAdapter(Config).validate_json('{"count": -5}')
except ValidationError as error:
    print("pydantic, -5:", type(error).__name__)
print("msgspec, -5:", msgspec.json.decode('{"count": -5}', type=Config))
print("pydantic, no tags:", TypeAdapter(Tagged).validate_json("{}"))
print("msgspec, no tags: a", type(msgspec.json.decode("{}", type=Tagged).tags).__name__, "as tags")
PY
