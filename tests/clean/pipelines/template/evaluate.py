"""Write the error to evaluation.json."""

import json
import pathlib

if __name__ == "__main__":
    report = {"regression_metrics": {"mse": {"value": 4.8, "standard_deviation": 0.3}}}
    folder = pathlib.Path("/opt/ml/processing/evaluation")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.json").write_text(json.dumps(report), encoding="utf-8")
