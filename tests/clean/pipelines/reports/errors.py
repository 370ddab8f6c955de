"""Write the error to the file that an argument names; what is shown is not what is written."""

import argparse
import json

import pandas

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", default="report.json")
    print(json.dumps({"rows": 10}))
    pandas.DataFrame({"mae": {"value": 0.3}}).to_json(f"/opt/ml/processing/report/{parser.parse_args().report}")
