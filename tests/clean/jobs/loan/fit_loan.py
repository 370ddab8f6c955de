import argparse
import os


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--max-depth", dest="depth", type=int, default=6)
    p.add_argument("--eta", type=float, default=0.3)
    p.add_argument("--rounds", type=int, default=100)
    p.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    p.add_argument("--validation", default=os.environ.get("SM_CHANNEL_VALIDATION"))
    p.add_argument("--model-dir", default=os.environ.get("SM_MODEL_DIR"))
    return p.parse_args()


if __name__ == "__main__":
    a = arguments()
    print("validation-auc:", 0.8, a)
