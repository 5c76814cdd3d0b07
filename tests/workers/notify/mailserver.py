# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real mail server (aiosmtpd) for tst_maildelivery.

Prints its port, then each mail as a line of JSON: who sent it to whom, whether by STARTTLS and after which login, and what
Python's reader of mails makes of it.
"""

import argparse
import asyncio
import email
import email.policy
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def tell(what):
    print(json.dumps(what), flush=True)


class Handler:
    def __init__(self, manner):
        self.manner = manner

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusals = {
            "no-such": "550 5.1.1 No such user: " + address,
            "greylist": "451 4.7.1 Come back later",
        }
        for name, refusal in refusals.items():
            if address.startswith(name):
                return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        if self.manner == "stay":
            await asyncio.sleep(3600)
        return "221 Bye"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        tell({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "starttls": session.ssl is not None,
            "user": session.auth_data,
            "names": mail.keys(),
            "headers": {name: str(value) for name, value in mail.items()},
            "text": mail.get_content(),
            "longest": max(len(line) for line in envelope.content.splitlines()),
        })
        if self.manner == "hang":
            await asyncio.sleep(3600)
        if self.manner == "drop":
            server.transport.abort()
        answers = {"refuse": "554 5.7.1 This is spam", "later": "452 4.3.1 The disk is full"}
        return answers.get(self.manner, "250 OK")


def authenticate(server, session, envelope, mechanism, data):
    isRight = data.login == b"procession" and data.password == b"correct horse battery"
    return AuthResult(success=isRight, handled=False, auth_data=data.login.decode() if isRight else None)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
    parser.add_argument("--login", action="store_true")
    parser.add_argument("--manner", choices=["take", "refuse", "later", "hang", "drop", "silent", "busy", "stay"], default="take")
    options = parser.parse_args()
    context = None
    if options.security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)

    def make():
        return SMTP(
            Handler(options.manner),
            hostname="mail.test",
            tls_context=context if options.security == "starttls" else None,
            authenticator=authenticate if options.login else None,
            auth_require_tls=options.security == "starttls",
            enable_SMTPUTF8=True,
        )

    async def speak(reader, writer):
        if options.manner == "busy":
            writer.write(b"421 4.3.2 Too many connections\r\n")
            await writer.drain()
            writer.close()
        else:
            await reader.read()

    if options.manner in ("silent", "busy"):
        server = await asyncio.start_server(speak, "127.0.0.1", 0)
    else:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if options.security == "tls" else None)
    tell(server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until the test is gone
    os._exit(0)


asyncio.run(main())
