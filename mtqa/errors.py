"""The exception tree: everything that a user can cause has a class here.

```
MtqaError
├── UsageError            exit 2: wrong words on the command line, wrong configuration
│   └── ConfigurationError
├── InputError            exit 2: a document that cannot be read or used
└── OperationalError      exit 1: the environment refused
    ├── ModelError            a model is missing, damaged or refused
    │   ├── ModelMissingError
    │   └── ModelDamagedError
    ├── EngineError           a model answered with something unusable
    └── StorageError          a file or folder that cannot be written or read back
```

The message of each is one line that says what is wrong and what to do next. Anything else
that is raised is a bug in mtqa.
"""

from __future__ import annotations

from typing import ClassVar


class MtqaError(Exception):
    """Base of every error that a user can cause; never raised itself."""

    exit_code: ClassVar[int] = 1
    """The exit status of the command line when this error ends it."""


class UsageError(MtqaError):
    """The command was called in a way that makes no sense."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A configuration has an unknown key or a value that is not allowed."""


class InputError(MtqaError):
    """A document is missing, empty, binary, too large, mis-encoded or has no sentence."""

    exit_code = 2


class OperationalError(MtqaError):
    """The environment did not allow what was asked."""


class ModelError(OperationalError):
    """Something is wrong with a model."""


class ModelMissingError(ModelError):
    """No installed model does what was asked."""


class ModelDamagedError(ModelError):
    """A model file is truncated, has another hash than recorded, or an unsafe format."""


class EngineError(OperationalError):
    """An engine failed while it worked on valid input."""


class StorageError(OperationalError):
    """A file or folder could not be written, or what is there could not be read back."""
