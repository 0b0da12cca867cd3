"""Every error that claimx raises on purpose.

    ClaimxError
    ├── InputError          a document that cannot be read (also a ValueError)
    ├── DataError           a lexicon, rule or knowledge-base file that cannot be used (also a ValueError)
    │   └── RuleError       a rule file: names file, rule and key
    ├── ProfileError        an unknown profile (also a ValueError)
    ├── MissingModelError   a model or database that is not where it should be (also a FileNotFoundError)
    └── InstallError        data that cannot be downloaded or written

Each message says what, where, and what to do.
"""

from __future__ import annotations


class ClaimxError(Exception):
    """Base class: catch this to catch everything that claimx raises on purpose."""


class InputError(ClaimxError, ValueError):
    """The input cannot be read as a document."""


class DataError(ClaimxError, ValueError):
    """A data file that claimx reads at load time is malformed."""


class RuleError(DataError):
    """A rule file is malformed; the message names file, rule and key."""


class ProfileError(ClaimxError, ValueError):
    """There is no profile of that name."""


class MissingModelError(ClaimxError, FileNotFoundError):
    """A model or database file is missing."""


class InstallError(ClaimxError):
    """Data could not be downloaded or written."""
