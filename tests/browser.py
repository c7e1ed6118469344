"""The web page of vg-progress in headless Chromium, by WebDriver over HTTP.

browser.py look FILE STATUS: what one sees of it, on a desk and a phone, in
    light and dark, with and without its script.
browser.py refresh FILE: prints "open" once FILE is shown, and "RUNNING" or
    whatever its status is each time it has refreshed itself.
browser.py requests FILE: prints each address that FILE requests, but for its
    own and data: URLs, sorted.
Nothing is sent anywhere but to the driver, on the loopback address.
"""
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import shutil

from page import brief

# The driver talks to the browser through a pipe. By default it connects to
# http://localhost, a name that needs an /etc/hosts.
ARGUMENTS = ["--remote-debugging-pipe", "--headless", "--no-sandbox",
             "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars"]

# Each text whose contrast with what is behind it is too low: WCAG 2, 1.4.3.
CONTRAST = """
const rgb = c => c.match(/[\\d.]+/g).map(Number);
const light = c => { const [r, g, b] = rgb(c).map(v => (v /= 255) <= 0.04045 ?
    v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (c !== 'rgba(0, 0, 0, 0)' && c !== 'transparent') return c } return 'rgb(255, 255, 255)' };
const bad = []; let seen = 0;
for (const e of document.querySelectorAll('main *, main')) {
    const s = getComputedStyle(e);
    if (!e.offsetParent || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(s.color), b = light(behind(e)), size = parseFloat(s.fontSize);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    seen++;
    if (ratio < (size >= 24 ? 3 : 4.5)) bad.push([e.textContent.slice(0, 40), s.color, behind(e), ratio]);
}
return [seen, bad, getComputedStyle(document.body).backgroundColor];
"""

# What sticks out to the right.
WIDTH = """
return [innerWidth, document.documentElement.scrollWidth,
        [...document.querySelectorAll('main *')].filter(e =>
            e.getBoundingClientRect().right > innerWidth + 0.5).map(e =>
            [e.tagName, e.className, e.textContent.slice(0, 40)])];
"""

# The events that tell of a request, or of a window that makes its own.
REQUESTS = {"Network.requestWillBeSent", "Network.webSocketCreated",
            "Network.webTransportCreated", "Page.windowOpen"}


class Browser:
    def __init__(self, port, profile):
        self.base = f"http://127.0.0.1:{port}"
        options = {"args": ARGUMENTS + [f"--user-data-dir={profile}"]}
        always = {"goog:chromeOptions": options,
                  "goog:loggingPrefs": {"performance": "ALL"}}
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": always}})
        self.base += "/session/" + made["sessionId"]
        # The browser shows pages of its own in its first tab. This one is new,
        # so all that is requested in it is requested by the page under test.
        self.tab = self.call("POST", "/window/new", {"type": "tab"})["handle"]
        self.call("DELETE", "/window")
        self.call("POST", "/window", {"handle": self.tab})

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            said = reason(error.read())
            raise RuntimeError(f"{method} {path}: chromedriver answered "
                               f"{error.code}, {said}") from None

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute",
                         {"cmd": command, "params": parameters})

    def open(self, path):
        self.call("POST", "/url", {"url": address(path)})

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def view(self, width, height, scheme="light", phone=False):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width,
                      height=height, deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def foreign_requests(self, path):
        """What the page at path requested, in any of its frames, beyond itself
        and what stands in it: pairs of document and address. The document is
        None where the browser does not tell it."""
        log = self.call("POST", "/se/log", {"type": "performance"})
        pairs = set()
        for entry in (json.loads(line["message"]) for line in log):
            event = entry["message"]
            if entry["webview"] == self.tab and event["method"] in REQUESTS:
                told = event["params"]
                pairs.add((told.get("documentURL"), told.get("request", told)["url"]))
        own = address(path)
        assert (own, own) in pairs, brief(pairs)
        return {(page, url) for page, url in pairs
                if page != own or (url != own and not url.startswith("data:"))}


def address(path):
    return "file://" + os.path.abspath(path)


def reason(answer):
    """What the driver's answer to a failed command says, on one line."""
    try:
        text = json.loads(answer)["value"]["message"]
    except (ValueError, KeyError, TypeError):
        text = answer.decode(errors="replace")[:500]
    return brief(" ".join(text.split()))


@contextlib.contextmanager
def browser():
    profile = tempfile.mkdtemp()
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, start_new_session=True)
    try:
        for line in driver.stdout:
            if "started successfully on port" in line:
                break
        else:
            raise RuntimeError(f"chromedriver ended with status {driver.wait()}")
        made = Browser(int(line.rsplit(" ", 1)[1].strip(". \n")), profile)
        yield made
        made.call("DELETE", "")
    finally:
        with contextlib.suppress(ProcessLookupError):  # it ended by itself
            os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        for _ in range(50):  # what it has begun to write
            shutil.rmtree(profile, ignore_errors=True)
            if not os.path.exists(profile):
                break
            time.sleep(0.1)


def look(path, status):
    with browser() as b:
        for width, height, phone in ((1280, 900, False), (360, 800, True)):
            papers = []
            for scheme in ("light", "dark"):
                b.view(width, height, scheme, phone)
                b.open(path)
                shown = b.run("return document.querySelector('.status').innerText")
                assert re.fullmatch(status, shown), (shown, status)
                old, title = b.run("return [document.body.className == 'OLD', document.title]")
                assert old == shown.endswith(" ago"), shown
                assert title.startswith(shown + ": ") == old, title
                inner, scroll, beyond = b.run(WIDTH)
                assert (inner, scroll, beyond) == (width, width, []), (inner, scroll, beyond)
                seen, bad, paper = b.run(CONTRAST)
                assert seen > 10 and not bad, (scheme, bad)
                papers.append(paper)
            assert papers[0] != papers[1], papers
            # what one wants to know first is seen first
            bottom = b.run("return document.querySelector('.bar').getBoundingClientRect().bottom")
            assert 0 < bottom < height / 2, bottom
        check_age(b, path)
        for image in b.run("return [...document.images].map(i => [i.complete, i.naturalWidth])"):
            assert image[0] and image[1] > 50, image
        with_script = b.run("return document.querySelector('main').innerText").split("\n")
        b.devtools("Emulation.setScriptExecutionDisabled", value=True)
        b.open(path)
        without = b.run("return document.querySelector('main').innerText").split("\n")
        assert any("Times are UTC." in line for line in without), without
        assert len(without) >= len(with_script), (with_script, without)
        foreign = b.foreign_requests(path)
        assert not foreign, brief(foreign)


def check_age(b, path):
    """A page that nobody writes any more says so, one that ended does not."""
    going = b.run("return !!document.querySelector('meta[http-equiv=refresh]')")
    for seconds, said in ((5, "5 s"), (7200, "2 h")):
        made = b.devtools("Page.addScriptToEvaluateOnNewDocument", source=
                          f"Date.now = () => (+document.body.dataset.at + {seconds}) * 1000")
        b.open(path)
        assert b.run("return document.getElementById('age').innerText") == f", {said} ago"
        old = b.run("const o = document.getElementById('old');"
                    "return o && !o.hidden ? o.innerText : ''")
        assert old.startswith("This page is 2 h old") if going and seconds > 60 else not old, old
        b.devtools("Page.removeScriptToEvaluateOnNewDocument", identifier=made["identifier"])


def refresh(path):
    with browser() as b:
        b.view(360, 800, phone=True)
        b.open(path)
        print("open", flush=True)
        for _ in sys.stdin:  # a line each: wait for the next one
            b.run("window.mark = true; scrollTo(0, 60)")
            end = time.time() + 20
            while b.run("return !!window.mark || document.readyState !== 'complete'"):
                assert time.time() < end, "it does not refresh itself"
                time.sleep(0.1)
            place = b.run("return scrollY")
            assert place == 60, place
            print(b.run("return document.querySelector('.status').innerText"), flush=True)


def requests(path):
    with browser() as b:
        b.open(path)
        for url in sorted({url for _, url in b.foreign_requests(path)}):
            print(brief(url))


if __name__ == "__main__":
    commands = {"look": look, "refresh": refresh, "requests": requests}
    commands[sys.argv[1]](*sys.argv[2:])
