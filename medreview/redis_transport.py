"""Redis as kombu speaks to it, with a worker that outlives a Redis that was silent: `medreview/celery.py` names it.

A worker takes as many messages as it has processes, and others as these are acknowledged. Where Redis is silent for longer than
the socket's time, kombu gives an acknowledgement up without noting that its message is done (kombu 5.7, `QoS.ack`), and without
a new connection, which would begin the count anew. After as many silences as it has processes a worker takes nothing any more.
"""

from __future__ import annotations

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """A message is done with for its worker whether or not Redis heard of it: whom Redis gives it next finds nothing owed."""

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        finally:
            virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)
        finally:
            virtual.QoS.ack(self, delivery_tag)


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel
