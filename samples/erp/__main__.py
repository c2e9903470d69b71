"""Hands invoices to an access point: `python -m samples.erp INVOICE.xml … --server URL`."""

import argparse
import os
import sys
from pathlib import Path

import httpx

from samples.erp.client import Erp, Outgoing, Refused


def main(arguments: list[str] | None = None, transport: httpx.BaseTransport | None = None) -> int:
    """Send each file, follow it and say what became of it; 0 when all were delivered."""
    parser = argparse.ArgumentParser(prog="python -m samples.erp", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--server", default="http://127.0.0.1:8080")
    parser.add_argument("--client-id", default=os.environ.get("ERP_CLIENT_ID", ""))
    parser.add_argument("--receiver", default="", help="0208:… instead of the invoice's own")
    parser.add_argument("--wait", type=float, default=60, help="seconds to follow each document")
    given = parser.parse_args(arguments)
    secret = os.environ.get("ERP_CLIENT_SECRET", "")
    with httpx.Client(base_url=given.server, timeout=60, transport=transport) as http:
        erp = Erp(http, given.client_id, secret)
        return max(_send(erp, file, given.receiver, given.wait) for file in given.files)


def _send(erp: Erp, file: Path, receiver: str, wait_s: float) -> int:
    try:
        outgoing = Outgoing.read(file.read_bytes(), receiver)
        state = erp.hand_over(outgoing)
        print(f"{file.name}: handed over as {state['message_id']}")
        state = erp.follow(state["id"], timeout_s=wait_s)
    except Refused as refusal:
        print(f"{file.name}: {refusal}", file=sys.stderr)
        return 1
    except httpx.TransportError as error:
        print(f"{file.name}: no answer ({error}); run it again, nothing is sent twice")
        return 1
    print(f"{file.name}: {state['status']} {state['outcome']} {state['detail']}".rstrip())
    return 0 if state["status"] == "delivered" else 1


if __name__ == "__main__":
    sys.exit(main())
