"""The kind of error that people can act on, as against a bug."""

from __future__ import annotations


class Fault(Exception):
    """Something given to us, or the machine, is not as it must be. The text is Vietnamese: what, where, found, what to do."""


class UsageFault(Fault):
    """Something is asked for in a way it cannot be; the text says how it can."""
