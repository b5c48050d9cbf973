"""A visit to the hub: a browser's page, and whatever it did that a page of the hub must not do."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request

_REPORT_VIOLATIONS = """
addEventListener('securitypolicyviolation', event => complain(`${event.violatedDirective}: ${event.blockedURI}`))
"""


@dataclass  # without slots: Playwright leaves its mark on the owner of a handler
class Visit:
    """A page, and its requests to other hosts, failed requests, breaches of policy, errors and warnings, in order."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def complain(self, complaint: str) -> None:
        """Record a complaint."""
        self.complaints.append(complaint)

    def hear(self, message: ConsoleMessage) -> None:
        """Record what the console shows in yellow or red."""
        if message.type in {"error", "warning"}:
            self.complain(f"console {message.type}: {message.text}")


async def visit_in(context: BrowserContext, site: str) -> Visit:
    """Return a visit with an empty page of a context, at which everything is a complaint that is not the site's."""
    visit = Visit(await context.new_page())

    def watch(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(site).netloc:
            visit.complain(f"asked for {request.url}")

    await context.expose_function("complain", visit.complain)
    await context.add_init_script(_REPORT_VIOLATIONS)
    visit.page.on("request", watch)
    visit.page.on("requestfailed", lambda request: visit.complain(f"failed: {request.url}"))
    visit.page.on("console", visit.hear)
    visit.page.on("pageerror", lambda error: visit.complain(f"error: {error}"))
    return visit
