"""What a page shows, as its reader finds it."""

import html
import re


def buttons(response, name="time"):
    found = re.findall(rf'<button[^>]* name="{name}" value="([^"]+)"', response.content.decode())
    return [html.unescape(value) for value in found]
