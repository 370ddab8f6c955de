"""What several kinds of builders share."""


class NoCache:
    """For steps that the SDK cannot cache."""

    def note_caching(self, wanted) -> None:
        if wanted:
            self.log.warning("%s: caching was asked for; a CreateModel step has none", self._get_step_name())


class Secured:
    """Network and encryption of the account's landing zone."""

    def security(self) -> dict:
        config = self.config
        return {
            "vpc_config": {"Subnets": list(config.subnets), "SecurityGroupIds": list(config.security_groups)}
            if config.subnets
            else None,
            "enable_network_isolation": config.enable_network_isolation,
            "model_kms_key": config.kms_key,
        }

    def announce_dropped(self) -> None:
        if self.config.tags:
            self.log.warning("tags are ignored: the SDK has no way to give them to this step: %s", self.config.tags)
        if self.config.accelerator_type:
            self.log.warning("accelerator_type %s is ignored", self.config.accelerator_type)
