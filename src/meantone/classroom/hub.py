"""The class as a service of JupyterHub: hand-ins and the teacher's page, with the hub's own login.

The hub says who asks; the store keeps the learner's random code and no name. Of a login only this
goes into it: what proves that two hand-ins are one learner's is a hash of the learner's key and the
login, so that a key that somebody copied is of no use to them.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler, HubOAuthenticated
from tornado.httpserver import HTTPServer
from tornado.web import Application, authenticated

from meantone.classroom.limits import Limit
from meantone.classroom.page import Views
from meantone.classroom.server import (
    PER_LEARNER,
    Page,
    Shown,
    StoreSource,
    TakeHandIn,
    bounded_server,
)
from meantone.classroom.store import FullError, Store
from meantone.teaching.records.handed import read_handed_in
from meantone.teaching.records.posting import PATH

CODES = 3
"""A login may hand in under so many codes: somebody may start over, nobody is a whole class.

Which login used which code is known as long as the service runs, and is written down nowhere."""

FOR_TEACHERS = (
    "This page is for the class's teachers: it shows what the class has handed in. "
    "To hand in, open a lesson and run:  from meantone.exercises import hand_in  and then  "
    "hand_in()\n"
    "If you teach here, ask whoever runs the hub to name you as a teacher."
)
"""What a learner reads who opens the page."""


class TakeFromHub(TakeHandIn):
    """Takes hand-ins of those who are logged in: the hub's token stands for the class's code."""

    def initialize(  # type: ignore[override]
        self, store: Store, learners: Limit, codes: dict[str, set[str]], hub: HubOAuth
    ) -> None:
        """Remember where hand-ins go, how often they may come, and who knows the logins."""
        self.store, self.learners, self.codes, self.hub = store, learners, codes, hub
        self.login = ""

    async def prepare(self) -> None:
        """Refuse whom the hub does not know by a token in the header, and who asks too often.

        A cookie does not count: another site's page could have a browser send it.
        """
        token = self.hub.get_token(self, in_cookie=False)
        user = await self.hub.user_for_token(token, sync=False) if token else None
        if not user or not self.hub.check_scopes(self.hub.access_scopes, user):
            self.send_error(403)
            return
        self.login = str(user["name"])
        if not self.learners.allows(self.login):
            self.send_error(429)

    def keep(self, text: str, key: str) -> None:
        """Keep a hand-in as this login's, unless the login has handed in under too many codes."""
        code, known = read_handed_in(text).code, self.codes[self.login]
        if code not in known and len(known) >= CODES:
            raise FullError
        self.store.keep(text, f"{self.login}\n{key}")
        known.add(code)


class HubPage(HubOAuthenticated, Page):  # type: ignore[misc]
    """The page, for those whom the hub gave the right to see it.

    JupyterHub lists the class for learners, too: whoever may hand in may ask for it.
    """

    words: ClassVar[Mapping[int, str]] = {403: FOR_TEACHERS}

    def initialize(self, shown: Shown, hub: HubOAuth, right: str) -> None:  # type: ignore[override]
        """Remember what is shown, and to whom."""
        self.shown, self.hub_auth, self.right = shown, hub, right

    @property
    def hub_scopes(self) -> set[str]:
        """The right that a visitor needs; JupyterHub's own part asks for it."""
        return {self.right}

    @authenticated
    async def get(self, name: str) -> None:  # type: ignore[override]
        """Give a file of the page, or what has changed since the page last asked."""
        await super().get(name)


def hub_server(store: Store, views: Views, right: str, hub: HubOAuth) -> HTTPServer:
    """Return the server of a class on a hub, not yet listening.

    Parameters
    ----------
    store : Store
    views : Views
    right : str
        The scope of JupyterHub's that lets a teacher see the page.
    hub : HubOAuth
        Who asks, says this.
    """
    place = hub.base_url.rstrip("/")
    shown = Shown(StoreSource(store), views, store.secret, {"call": "hand_in()"})
    codes: dict[str, set[str]] = defaultdict(set)
    taking = {"store": store, "learners": Limit(*PER_LEARNER), "codes": codes, "hub": hub}
    routes: list[Any] = [
        (f"{place}{PATH}", TakeFromHub, taking),
        (f"{place}/oauth_callback", HubOAuthCallbackHandler),
        (f"{place}/(?P<name>[a-z.]*)", HubPage, {"shown": shown, "hub": hub, "right": right}),
    ]
    return bounded_server(Application(routes, cookie_secret=secrets.token_bytes(32)))
