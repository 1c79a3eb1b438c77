"""Lucide's icons as SVG, drawn as the package `lucide` draws them.

That one opens its archive of 1,700 icons anew for each: 20 ms, and so half a second for the first page of a process.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

SVG = "http://www.w3.org/2000/svg"


@cache
def _archive() -> ZipFile:
    """In memory: an open file would be shared by processes that are forked later, with one place to read from."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


def drawn(name: str, size: int, **attrs: str) -> str:
    """Raises      KeyError for an icon that does not exist"""
    svg = ElementTree.fromstring(_archive().read(f"{name}.svg"))  # noqa: S314  it comes with the package
    for node in svg.iter():
        node.tag = node.tag.removeprefix(f"{{{SVG}}}")  # inside HTML it is known without
    svg.attrib |= {"width": str(size), "height": str(size)}
    svg.attrib |= {attr.replace("_", "-"): value for attr, value in attrs.items()}
    return ElementTree.tostring(svg, encoding="unicode")
