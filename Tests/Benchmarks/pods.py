#!/usr/bin/env python3
"""Stand-ins for pods that answer at once, to time the client alone: `pods.py COUNT [HANGING [REFUSING]]`.

Prints one port a line. The first HANGING pods never answer, the next REFUSING ones answer 401. Ends when its standard
input closes; then prints the number of answers and the milliseconds between the first and the last one.
"""

import asyncio
import sys
import time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n" + b'{"revalidated":true}'
REFUSAL = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
COUNT, HANGING, REFUSING = [*map(int, sys.argv[1:]), 0, 0][:3]
answered = []


def pod(number):
    async def serve(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
                await reader.readexactly(length)
                if number < HANGING:
                    continue
                writer.write(REFUSAL if number < HANGING + REFUSING else ANSWER)
                answered.append(time.monotonic())
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return serve


async def main():
    for number in range(COUNT):
        server = await asyncio.start_server(pod(number), "127.0.0.1", 0, limit=1 << 20)
        print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    if answered:
        print(len(answered), round((answered[-1] - answered[0]) * 1000), flush=True)


asyncio.run(main())
