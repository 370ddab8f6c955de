from family import FamilyModelStepBuilder
from sagemaker.sklearn import SKLearnModel


class QuoteModelStepBuilder(FamilyModelStepBuilder):
    framework = "sklearn"
    model_class = SKLearnModel
    versions = ("1.2-1", "1.0-1")
    defaults = {"region": "us-west-2"}
