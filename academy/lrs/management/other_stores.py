"""Another record store, as commands name it."""

from argparse import ArgumentParser

from academy.lrs.xapi.versions import FAMILY_1, FAMILY_2


def add_store_arguments(parser: ArgumentParser, *, organism: str) -> None:
    """Declare where the store is, the credential there, its version of xAPI, and an organism of
    ours; `organism` is the help of the last."""
    parser.add_argument(
        "endpoint", help='Its address: what stands before "/statements", with https.'
    )
    parser.add_argument("--key", required=True, help="The key of the credential there.")
    parser.add_argument(
        "--secret-env",
        required=True,
        metavar="VARIABLE",
        help="The environment variable that holds the secret of the credential.",
    )
    parser.add_argument(
        "--xapi-version",
        choices=[FAMILY_1, FAMILY_2],
        default=FAMILY_1,
        help="The version of xAPI to speak (default: %(default)s).",
    )
    parser.add_argument("--organism", metavar="CODE", help=organism)
