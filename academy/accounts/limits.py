"""How often something may be tried: strict per account, looser for addresses that many share.

allauth's limits are text such as "30/m/ip,5/5m/key" (amount / time / counted per). A ministry's
thousands of people leave through a handful of addresses, so what is counted per address (`ip`) is
multiplied for the ranges that the installation lists. What is counted per account (`key`, `user`)
never is.
"""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network

from allauth.core import context


def widened(rates: str, factor: int) -> str:
    """Return `rates` with the amounts counted per address multiplied by `factor`."""
    parts = []
    for rate in rates.split(","):
        amount, _, rest = rate.strip().partition("/")
        shared = rest.endswith("/ip") or "/" not in rest
        parts.append(f"{int(amount) * factor if shared else amount}/{rest}")
    return ",".join(parts)


class AddressAwareLimits(Mapping[str, str]):
    """The limits of allauth, read for the address of the request under way.

    `shared_ranges` are CIDR ranges ("198.51.100.0/24"); a malformed one raises ValueError when the
    process starts.
    """

    def __init__(
        self, limits: Mapping[str, str], *, shared_ranges: Sequence[str], factor: int
    ) -> None:
        self.limits = dict(limits)
        self.ranges = [ip_network(text.strip()) for text in shared_ranges]
        self.factor = factor

    def __getitem__(self, action: str) -> str:
        rates = self.limits[action]
        return widened(rates, self.factor) if self._address_is_shared() else rates

    def __iter__(self) -> Iterator[str]:
        return iter(self.limits)

    def __len__(self) -> int:
        return len(self.limits)

    def _address_is_shared(self) -> bool:
        request = context.request
        if request is None or not self.ranges:
            return False
        # allauth.core.internal.httpkit is what allauth itself counts with.
        from allauth.core.internal.httpkit import get_client_ip

        address = get_client_ip(request)
        return address is not None and any(ip_address(address) in net for net in self.ranges)
