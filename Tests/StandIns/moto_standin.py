#!/usr/bin/env python3
"""Runs moto's simulation of AWS (PyPI) on a free port of 127.0.0.1, until standard input closes.

moto accepts more than AWS does, so tests use it only in addition to the strict stand-ins.
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
