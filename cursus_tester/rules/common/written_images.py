"""Images of the SDK's registry that are written down in the source, which SB320 finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cursus_tester.evidence.makers import Makers
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common import causes
from cursus_tester.sdk import images
from cursus_tester.sdk.ecr import framework_of
from cursus_tester.source.builder_source import Source


def written_image(source: Source, origin: ast.expr, framework: str | None) -> str:
    """How an image is written down in the source; empty where it is not, or is none of the registry's."""
    if isinstance(origin, ast.Constant) and isinstance(origin.value, str):
        text, what = origin.value, "a literal"
    elif isinstance(origin, ast.JoinedStr):
        text = "".join(str(each.value) for each in origin.values if isinstance(each, ast.Constant))
        what = "an f-string"
    else:
        return ""
    known = framework or framework_of(text)
    return what if known and images.has_framework(known) else ""


def assigned_images(makers: Makers, source: Source) -> Iterator[Finding]:
    """Images of the registry that are written down and put into an object or a request that was made before."""
    if not makers.image_scopes:
        return
    for scope in source.scopes:
        for node in scope.facts.statements:
            if not isinstance(node, ast.Assign) or not any(map(_is_image_of_object, node.targets)):
                continue
            for origin in source.origins(node.value) or (node.value,):
                what = written_image(source, origin, None)
                if what:
                    yield Finding(
                        message=f"the image is replaced by {what} and is not the result of image_uris.retrieve",
                        hint="leave the image as the SDK has found it, or take the result of image_uris.retrieve",
                        place=scope.module.place(node),
                        cause=causes.IMAGE,
                    )


def _is_image_of_object(target: ast.expr) -> bool:
    """Whether an assignment is to the image of another object than the builder, or of a container in a request."""
    match target:
        case ast.Attribute(value=ast.Name(id=owner), attr="image_uri"):
            return owner != "self"
        case ast.Subscript(slice=ast.Constant(value="Image")):
            return True
    return False
