"""The SDK's files of defaults are validated as by itself, and its schema only once."""

from __future__ import annotations

import jsonschema
import pytest

from cursus_tester.sdk.v2.classes import _checking_schemas_once

SCHEMA = {"type": "object", "properties": {"Bucket": {"type": "string"}}}


def test_what_does_not_fit_is_refused_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[object] = []
    cls = jsonschema.validators.validator_for(SCHEMA)
    monkeypatch.setattr(cls, "check_schema", checked.append)
    quick = _checking_schemas_once(jsonschema)

    for validate in (quick.validate, quick.validate, jsonschema.validate):
        validate({"Bucket": "b"}, SCHEMA)
        with pytest.raises(jsonschema.exceptions.ValidationError, match="7 is not of type 'string'"):
            validate({"Bucket": 7}, SCHEMA)
    assert checked == [SCHEMA, SCHEMA, SCHEMA]
