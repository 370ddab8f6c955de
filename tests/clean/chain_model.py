"""Two containers in a request of one's own."""

from sagemaker.workflow.steps import CreateModelStep


class ChainModelStepBuilder:
    IMAGES = (
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com/prep:1",
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com/score:1",
    )

    def __init__(self, sagemaker_session=None, role=None):
        self.role = role

    def create_step(self, model_data=None, dependencies=(), **ignored):
        if not model_data:
            raise ValueError("model_data is required")
        if not self.role:
            raise ValueError("role is required")
        containers = [
            {"Image": image, "ModelDataUrl": model_data, "Environment": {"PART": str(n)}}
            for n, image in enumerate(self.IMAGES)
        ]
        request = {
            "ExecutionRoleArn": self.role,
            "Containers": containers,
            "InferenceExecutionConfig": {"Mode": "Serial"},
        }
        return CreateModelStep(name="Chain", step_args=request, depends_on=list(dependencies))
