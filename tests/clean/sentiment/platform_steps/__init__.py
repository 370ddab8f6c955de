"""A package of the team's: what every model step does is in ``base``, each model fills the gaps."""
