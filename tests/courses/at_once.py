"""The same action in several threads at the same moment."""

import threading

from django.db import connection

TIMES = 4


def in_threads(count, action):
    """Run `action` in so many threads that start together; return what they raised."""
    barrier, raised = threading.Barrier(count), []

    def run():
        barrier.wait()
        try:
            action()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def at_once(action):
    """Run `action` in threads that start together; what one of them raises is raised."""
    for error in in_threads(TIMES, action):
        raise error
