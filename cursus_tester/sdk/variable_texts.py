"""How pipeline variables of the SDK look in texts: in exceptions, and where Python prints one."""

from __future__ import annotations

import re

#: Types of pipeline variables, as exceptions name them.
VARIABLE_TYPE = re.compile(
    r"'?\b(?:Join|Properties|PropertiesList|PropertiesMap|JsonGet|ExecutionVariable|Parameter(?:String|Integer|Float|"
    r"Boolean)?)\b'?"
)
#: What Python prints of one (sagemaker 2.257.7, core 2.27.0), up to the name of a parameter.
PRINTED_VARIABLE = re.compile(
    r"\bParameter(?:String|Integer|Float|Boolean)?\(name='(?P<parameter>[^']*)', parameter_type=<|\bJoin\(on='|"
    r"\bJsonGet\(step_name=|\bExecutionVariable object at 0x|'step_name': '[^']*', 'path': '[^']*', '_shape_names': "
)
