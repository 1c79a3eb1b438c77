"""Work that goes on while somebody changes what it stands on."""

import threading
import time
from collections import Counter


class Traffic:
    """People who write and read health notes the while; a machine that does not answer is passed over."""

    def __init__(self, machines, key, client):
        self.machines, self.key, self.client = machines, key, client
        self.noted, self.wrong, self.counts = {}, [], Counter()
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=[n]) for n in range(2)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def ask(self, n, path, body=None):
        for patience in range(100):
            status, said = self.machines[(n + patience) % len(self.machines)].ask(
                path, key=self.key, body=body
            )
            if status is not None:
                return status, said
            time.sleep(0.05)
        raise AssertionError("nobody answers")

    def work(self, n):
        while not self.is_over.is_set():
            n += 1
            text = f"Note {n} of {threading.current_thread().name}"
            body = {"client": self.client, "kind": "allergy", "value": text, "severity": "info"}
            status, said = self.ask(n, "/api/v1/facts/", body)
            if status == 201:
                self.noted[said["id"]] = text
            self.judge("write", status == 201, status, said)
            for fact, value in list(self.noted.items())[:: max(1, len(self.noted) // 2)]:
                status, said = self.ask(n, f"/api/v1/facts/{fact}/")
                self.judge("read", (status, said and said.get("value")) == (200, value), status, said)
            time.sleep(0.7)

    def judge(self, what, is_right, *seen):
        self.counts[what] += 1
        if not is_right:
            self.wrong.append((what, *seen))
