"""The bot's channel, served by the web server that Rasa serves it with."""

import asyncio
import socket

import aiohttp
from sanic import Sanic

from bot.channel import GuardedRest


def test_only_who_knows_the_token_reaches_the_bot(monkeypatch):
    monkeypatch.setenv("SHOPKEEPER_RASA_TOKEN", "s3cret-é")

    async def on_message(message):
        await message.output_channel.send_text_message(message.sender_id, f"heard {message.text}")

    async def ask(port, token):
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        params = {} if token is None else {"token": token}
        body = {"sender": "s", "message": "hello"}
        async with aiohttp.ClientSession() as client, client.post(url, params=params, json=body) as answer:
            return answer.status, await answer.json()

    async def run():
        channel = GuardedRest.from_credentials(None)
        app = Sanic("channel_test")
        app.blueprint(channel.blueprint(on_message), url_prefix=f"/webhooks/{channel.url_prefix()}")
        with socket.socket() as here:
            here.bind(("127.0.0.1", 0))
            server = await app.create_server(sock=here, return_asyncio_server=True)
            await server.startup()
            await server.start_serving()
            port = here.getsockname()[1]
            return [await ask(port, token) for token in (None, "", "another", "s3cret-é")]

    *refused, (status, replies) = asyncio.run(run())
    assert [status for status, _ in refused] == [401, 401, 401]
    assert status == 200
    assert replies == [{"recipient_id": "s", "text": "heard hello"}]
