"""The objects of the SDK that make the request of a step, such as models, processors and estimators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """The SDK's objects that steps of one type are made with."""

    #: What people call one, such as ``model``.
    noun: str
    #: The classes that all of them derive from.
    classes: tuple[str, ...]
    #: Classes of objects that put several of them together.
    composites: tuple[str, ...] = ()
    #: Every class of one by name, with the framework whose image it looks up; ``None``: no one framework.
    frameworks: Mapping[str, str | None] = field(default_factory=dict)
    #: The ends of the names of calls by which one makes the request, and methods of a session that make it.
    methods: tuple[str, ...] = ()
    session_methods: tuple[str, ...] = ()
    #: Methods of other objects that return one, such as an estimator's ``create_model``.
    factories: tuple[str, ...] = ()
    #: The keyword that holds its role, and how it is given the config's script.
    role: str = "role"
    script: str = "entry_point=self.config.entry_point"
    #: The keyword that holds the container's environment.
    environment: str = "env"
    #: The ends of the names of calls that take an instance type, beside the look-up of images.
    takes_instance_type: tuple[str, ...] = ()
    #: Those of such calls that the SDK makes itself with what the step was given.
    hands_instance_type_on: tuple[str, ...] = ()
    #: Whether one is constructed with the instance type.
    has_instance_type: bool = False
    #: The argument of its constructor that holds an object with the instance type; empty: it takes the type itself.
    machine: str = ""
    #: The scopes of images that a container of such a step may run, the usual one first; empty: no such image is run.
    image_scopes: tuple[str, ...] = ()
    #: Whether the class of one, or the look-up of its image, says the framework, whatever the builder is called.
    is_of_its_class: bool = False
    #: Frameworks whose own class asks for an image without a scope, and gets one of training.
    scopeless: frozenset[str] = frozenset()
    #: Whether the builder leaves the choice of the image to something else: why it is not judged, from its source and
    #: its traces; empty: it chooses.
    leaves_image: Callable[[Any, Any], str] | None = None
