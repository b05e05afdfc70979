#!/usr/bin/env python3
"""AWS as moto plays it (PyPI), on a free port of 127.0.0.1, until standard input closes.

moto is lenient where AWS is strict, so it is a second opinion beside our own stand-ins, never the only one.
"""

import logging
import os
import sys

from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(f"listening {server.get_host_and_port()[1]}", flush=True)
while os.read(sys.stdin.fileno(), 4096):
    pass
server.stop()
