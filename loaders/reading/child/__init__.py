"""The parser child: bytes of files in by standard input, raw cells out by standard output, and nothing else.

It runs as a process of its own, imports only the standard library, and after its imports opens neither file nor socket.
"""

from loaders.reading.child.limits import MAX_FILE

__all__ = ["MAX_FILE"]
