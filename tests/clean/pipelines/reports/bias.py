"""Write the bias under a key with a dot in it."""

import json

if __name__ == "__main__":
    with open("/opt/ml/processing/report/%s.json" % "bias", "w", encoding="utf-8") as file:
        json.dump({"bias.ratio": {"value": 0.9}}, file)
