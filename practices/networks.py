"""Addresses of the internet, and the networks they lie in. Values only."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

IN_IPV6 = 96
"""The first bits of ::ffff:0:0/96, in which IPv6 writes the addresses of IPv4."""


def normal_network(text: str) -> str:
    """A network as it is kept: 203.0.113.7 → 203.0.113.7/32; what follows the prefix is dropped.

    Raises      ValueError
    """
    return str(_plain(ip_network(text.strip(), strict=False)))


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of these networks; what is no address lies in none."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in ip_network(network) for network in networks)


def _plain(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped and network.prefixlen >= IN_IPV6:
        return IPv4Network((int(mapped), network.prefixlen - IN_IPV6))
    return network
