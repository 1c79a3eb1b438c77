"""`python -m config.alive`: ask the web process on this machine whether it lives; `/readyz` after it asks the rest."""

import http.client
import os
import sys


def main(path: str = "/livez") -> int:
    """Print the answer; 0 when it is well, 1 when not or when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        sys.stdout.write(f"{answer.read().decode()}\n")
        return 0 if answer.status == 200 else 1
    except OSError as error:
        sys.stdout.write(f"{type(error).__name__}\n")
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
