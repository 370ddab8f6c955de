from family import FamilyModelStepBuilder
from sagemaker.xgboost import XGBoostModel


class LapseModelStepBuilder(FamilyModelStepBuilder):
    framework = "xgboost"
    model_class = XGBoostModel
    versions = ("1.7-1", "1.5-1")
    defaults = {"region": "us-east-1"}
