"""Sentences of allauth that the academy words in its own way.

allauth's French is that of France ("e-mail", a space before a question mark). A sentence that
stands in the academy's catalogue is taken from there: it is enough to name it.
"""

from django.utils.translation import gettext_noop

OF_ALLAUTH = (
    gettext_noop("A user is already registered with this email address."),
    gettext_noop("Confirmation email sent to %(email)s."),
    gettext_noop("Email"),
    gettext_noop("Email (again)"),
    gettext_noop("Email address"),
    gettext_noop("Forgot your password?"),
    gettext_noop("Primary email address set."),
    gettext_noop("Removed email address %(email)s."),
    gettext_noop("The email address is not assigned to any user account."),
    gettext_noop("This email address is already associated with this account."),
    gettext_noop(
        "Unable to confirm %(email)s because it is already confirmed by a different account."
    ),
    gettext_noop(
        "You cannot activate two-factor authentication until you have verified your email address."
    ),
    gettext_noop(
        "You cannot add an email address to an account protected by two-factor authentication."
    ),
    gettext_noop("You cannot add more than %d email addresses."),
    gettext_noop("You cannot remove your primary email address (%(email)s)."),
    gettext_noop("You cannot remove your primary email address."),
    gettext_noop("You have confirmed %(email)s."),
    gettext_noop("You must type the same email each time."),
    gettext_noop("Your account has no verified email address."),
    gettext_noop("Your email address is still pending verification."),
    gettext_noop("Your primary email address must be verified."),
    gettext_noop("email address"),
)
