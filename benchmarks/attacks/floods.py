"""Too much of something: too many, too long, too slow, too large."""

from __future__ import annotations

import socket
import statistics
import struct
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from urllib.parse import urlsplit

import httpx
from PIL import Image

from benchmarks.attacks.target import Browser, Target, fell_if, source, until

SLOW = 200  # half-sent requests at once
PATIENCE = 90.0  # seconds in which the gateway must have closed them


def categories_are_counted_once(target: Target) -> None:
    """Categories are counted anew for everybody, without a limit."""
    client = target.client(source())
    statuses = [client.get("/api/categories").status_code for _ in range(260)]
    fell_if(429 not in statuses, "260 requests from one address were all answered")


def carts_stay_small(target: Target) -> None:
    """A cart takes options that the item does not have, and grows to megabytes."""
    browser = target.browser()
    item = browser.client.get("/api/items", params={"limit": 1}).json()["items"][0]["id"]
    taken = 0
    for number in range(120):
        options = {f"o{one}": "x" * 200 for one in range(19)} | {"n": str(number)}
        body = {"item_id": item, "quantity": 1, "options": options}
        taken += browser.ask("POST", "/api/cart", json=body).status_code == 200
    size = len(browser.ask("GET", "/api/cart").content)
    fell_if(taken, f"{taken} lines with options that nobody offers; the cart's answer has {size} bytes")


def pictures_are_only_pixels(target: Target) -> None:
    """A picture is kept with its place, with what hangs on its end, or unpacks to gigapixels."""
    browser = target.browser()
    photo = Image.new("RGB", (64, 64), "red")
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    out = BytesIO()
    photo.save(out, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    answer = _upload(browser, out.getvalue() + b"<script>SECRET-TAIL</script>")
    fell_if(answer.status_code != 201, f"a photo was answered {answer.status_code}")
    kept = browser.client.get(answer.json()["url"])
    fell_if(b"SECRET" in kept.content, "what was hidden in the picture came back")
    started = time.monotonic()
    answer = _upload(browser, _bomb(40_000))
    fell_if(answer.status_code != 422, f"1.6 gigapixels were answered {answer.status_code}")
    fell_if(time.monotonic() - started > 5, "1.6 gigapixels were unpacked")
    for rubbish in (b"GIF89a" + b"\xff" * 500, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n"):
        fell_if(_upload(browser, rubbish).status_code != 422, f"{rubbish[:10]!r} was kept")


def pictures_do_not_fill_the_disk(target: Target) -> None:
    """One shopper keeps as many pictures as they like."""
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    browser, kept, deadline = target.browser(), 0, time.monotonic() + 150
    while time.monotonic() < deadline:
        answer = _upload(browser, out.getvalue())
        if answer.status_code == 429:
            time.sleep(float(answer.headers["retry-after"]))
            continue
        if answer.status_code != 201:
            return
        kept += 1
        fell_if(kept > 60, "more than sixty pictures in one conversation")


def _upload(browser: Browser, data: bytes) -> httpx.Response:
    return browser.ask("POST", "/api/uploads", files={"file": ("a.png", data)})


def _bomb(side: int) -> bytes:
    """A PNG of ``side`` x ``side`` white pixels in one bit each, compressed to little."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pressed = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * (side // 8)
    body = b"".join(pressed.compress(row) for _ in range(side)) + pressed.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def half_sent_requests_are_closed(target: Target) -> None:
    """Requests that are never sent to their end stay open."""
    parts = urlsplit(target.url)
    begun = (
        b"GET /api/items HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
        b"",
    )
    opened = []
    for number in range(SLOW):
        one = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5)
        one.sendall(begun[number % len(begun)])
        one.setblocking(False)
        opened.append(one)
    try:
        fell_if(httpx.get(f"{target.url}/healthz", timeout=5).status_code != 200, "nobody else was answered")
        until(lambda: not any(_is_open(one) for one in opened), PATIENCE)
        left = sum(_is_open(one) for one in opened)
        fell_if(left, f"{left} of {SLOW} were open after {PATIENCE:.0f} s")
    finally:
        for one in opened:
            one.close()


def _is_open(one: socket.socket) -> bool:
    try:
        while one.recv(4096):
            pass
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def bodies_are_bounded(target: Target) -> None:
    """A body of megabytes is read, whatever its length says."""
    browser = target.browser()
    headers = {"Content-Type": "application/json"}
    answer = browser.ask("POST", "/api/messages", content=b'{"text": "' + b"x" * 2_000_000, headers=headers)
    fell_if(answer.status_code != 413, f"2 MB were answered {answer.status_code}")
    chunks = (b"x" * 100_000 for _ in range(30))
    answer = browser.ask("POST", "/api/messages", content=chunks, headers=headers)
    fell_if(answer.status_code != 413, f"chunks of 3 MB were answered {answer.status_code}")
    answer = browser.ask("POST", "/api/messages", content=b"[" * 900_000, headers=headers)
    fell_if(answer.status_code not in (400, 422), f"900,000 brackets were answered {answer.status_code}")


def one_long_message_slows_nobody(target: Target) -> None:
    """A message of 2,000 characters takes the bot from everybody else."""
    writer, reader = target.browser(), target.browser()
    reader.heard("do you have tents")
    alone = statistics.median(_seconds(reader, "do you have tents") for _ in range(3))
    hostile = ["no " * 660, "not " * 500, "((" * 999, "1 " * 999, "under 50 and " * 150, "é" * 2000, "不" * 2000]
    hostile += [piece * 2000 for piece in ("ß0", "€½９ß", "½", "0", "AF-1", "2x3x4 ", "没有10 x 0", "tent ")]
    with ThreadPoolExecutor(1) as pool:
        for text in hostile:
            busy = pool.submit(_seconds, writer, text[:2000])
            time.sleep(0.1)
            beside = _seconds(reader, "do you have tents")
            took = busy.result()
            fell_if(took > 6, f"{text[:10]!r} … took {took:.1f} s")
            fell_if(beside > 2 * alone + 2.0, f"beside {text[:10]!r} … {beside:.1f} s instead of {alone:.1f} s")


def _seconds(browser: Browser, text: str) -> float:
    started = time.monotonic()
    answer = browser.say(text)
    fell_if(answer.status_code not in (200, 202), f"{text[:20]!r} was answered {answer.status_code}")
    return time.monotonic() - started


def a_flood_is_turned_away_politely(target: Target) -> None:
    """A flood of messages is neither answered nor refused with the time to come back."""
    browsers = [target.browser() for _ in range(60)]

    def say(number: int) -> tuple[int, str | None, float]:
        started = time.monotonic()
        answer = browsers[number % 60].say(f"do you have a tent for {number} people", wait=False)
        return answer.status_code, answer.headers.get("retry-after"), time.monotonic() - started

    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(say, range(900)))
    rude = [answer for answer in answers if answer[0] not in (202, 429, 503)]
    fell_if(rude, f"{len(rude)} of 900 were answered otherwise, as {rude[:3]}")
    refused = [answer for answer in answers if answer[0] != 202]
    fell_if(not refused, "all 900 were taken, for minutes of waiting")
    fell_if(any(not after for _, after, _ in refused), "refused without Retry-After")
    slowest = max(seconds for *_, seconds in refused)
    fell_if(slowest > 15, f"a refusal took {slowest:.1f} s")
    late = target.browser()
    fell_if(not until(lambda: late.say("hello").status_code == 200, 90), "nobody was answered 90 s later")


CASES = (
    (8, categories_are_counted_once),
    (8, carts_stay_small),
    (8, pictures_are_only_pixels),
    (8, pictures_do_not_fill_the_disk),
    (8, bodies_are_bounded),
    (8, half_sent_requests_are_closed),
    (3, one_long_message_slows_nobody),
    (9, a_flood_is_turned_away_politely),
)
