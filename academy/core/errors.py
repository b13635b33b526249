"""Errors that a person reads: each says what happened and what to do."""


class AcademyError(Exception):
    """A request that the academy refuses for a reason that it can explain.

    `message` is a whole, translated sentence for the person who asked.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(AcademyError):
    """The person may know of the thing but may not do this to it."""


class NotFound(Exception):
    """The thing doesn't exist, or the person may not know that it does.

    No AcademyError, since a page doesn't say why: a view that doesn't catch it answers 404
    (`academy.core.middleware.NotFoundMiddleware`). APIs and devices are told `message`.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
