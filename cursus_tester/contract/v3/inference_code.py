"""The inference code of a model, as the SDK takes it."""

from __future__ import annotations

from sagemaker.core.training.configs import SourceCode

from cursus_tester.contract.inference_code import content_digest


def inference_code(source_dir: str, entry_point: str) -> SourceCode:
    """The folder and the script that the SDK packs into the model archive as ``code/``.

    Raises:
        ValueError: The script is not at the top of the folder. The SDK checks neither, and names it to the container
            without its folder (sagemaker-serve 1.27.0).
    """
    if "/" in entry_point:
        raise ValueError(
            f"entry_point is {entry_point!r}, expected a script at the top of source_dir: the container gets its name "
            "without the folder; move the script, or pass the folder as source_dir"
        )
    content_digest(source_dir, (entry_point,))
    return SourceCode(source_dir=source_dir, entry_script=entry_point)
