"""Style: a builder that derives from another team's concrete one and changes one thing."""

from __future__ import annotations

from .delivery_model import DeliveryModelStepBuilder


class ExpressDeliveryModelStepBuilder(DeliveryModelStepBuilder):
    """The same for express."""

    def _environment(self) -> dict[str, str]:
        return {"DELIVERY_CLASS": "express", **super()._environment()}
