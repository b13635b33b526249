"""Watches a browser during a journey: nothing may break, be refused or come from elsewhere."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# A violation is told by the browser's console too; this tells what was refused, and where.
_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP: ${event.effectiveDirective} refused ${event.blockedURI} ` +
  `(${event.sourceFile}:${event.lineNumber}) ${event.sample}`));
"""


class Watch:
    """What went wrong in the browser contexts of a journey."""

    def __init__(self, address: str) -> None:
        self._hosts = {urlsplit(address).netloc}
        self._below: tuple[str, ...] = ()
        self._expected: set[int] = set()
        self._is_cut = False
        self.problems: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of `context`."""
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)

    def expect_host(self, address: str) -> None:
        """Take requests to the host of `address` for what the journey wants to see."""
        self._hosts.add(urlsplit(address).netloc)

    def expect_hosts_below(self, host: str) -> None:
        """Take requests to hosts below `host` for what the journey wants to see."""
        self._below += (f".{host}",)

    def expect_status(self, status: int) -> None:
        """Take answers with this `status` (404, 429) for what the journey wants to see."""
        self._expected.add(status)

    def expect_cut(self, is_cut: bool = True) -> None:
        """Take failed requests for what the journey wants: the network is cut."""
        self._is_cut = is_cut

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        if self._is_cut and "net::ERR_INTERNET_DISCONNECTED" in message.text:
            return
        if any(f"status of {status} " in message.text for status in self._expected):
            return
        self.problems.append(f"console: {message.text} [{message.location.get('url', '')}]")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        known = parts.netloc in self._hosts or (parts.hostname or "").endswith(self._below)
        if parts.scheme in ("http", "https", "ws", "wss") and not known:
            self.problems.append(f"request to another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")
