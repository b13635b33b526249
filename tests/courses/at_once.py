"""The same action in several threads at the same moment."""

import threading

from django.db import connection

TIMES = 4


def at_once(action):
    """Run `action` in threads that start together; what one of them raises is raised."""
    barrier = threading.Barrier(TIMES)
    raised = []

    def run():
        barrier.wait()
        try:
            action()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
