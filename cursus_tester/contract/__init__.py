"""The small framework that step builders are written on: specifications, configs, registry, resolver, base classes."""
