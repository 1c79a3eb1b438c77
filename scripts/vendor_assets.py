"""Copy what browsers load from node_modules to static/vendor, which is git-ignored.

Lines that point to source maps go: the maps are not shipped, and a hashed static storage refuses to name a
file that is not there.
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
FILES = [
    "htmx.org/dist/htmx.min.js",
    "@event-calendar/build/dist/event-calendar.min.js",
    "@event-calendar/build/dist/event-calendar.min.css",
    "echarts/dist/echarts.min.js",
    "sortablejs/Sortable.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
]
SOURCE_MAP = re.compile(rb"^\s*(//|/\*)[#@]\s*sourceMappingURL=.*$\n?", re.MULTILINE)


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source in (MODULES / name for name in FILES):
        content = source.read_bytes()
        is_text = source.suffix in (".js", ".css")
        (VENDOR / source.name).write_bytes(SOURCE_MAP.sub(b"", content) if is_text else content)


if __name__ == "__main__":
    main()
