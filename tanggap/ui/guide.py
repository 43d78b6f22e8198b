"""The guide (docs/guide/): which page explains which screen, and the pages themselves, rendered from Markdown.

`docs/guide/LANGUAGE/NAME.md` is a title, one sentence that says what the screen is for, and short sections. Links lead
to other pages of the guide by their file name, so that they work in the repository too; `keys` stand in backquotes.
PUBLIC is served at /help/ to everybody, all of it at /desk/guide/ to staff. An address is explained by the rule of
SCREENS that is its longest beginning; a test walks through the whole table of addresses.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.http import HttpRequest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from tanggap.core.errors import NotFound

# In the repository it lies with the documents; an installed package carries it along (pyproject.toml).
PLACES = (Path(__file__).parent / "guide_pages", Path(__file__).resolve().parents[2] / "docs" / "guide")
LANGUAGES = ("id", "en")
PORTAL, DESK = "/help/", "/desk/guide/"

ROLES = ("complainant", "front-desk", "officer", "head", "manager", "administrator")
FOR_EVERYBODY = ("home", "complain", "track", "my-complaints", "procedure", "queue", "sign-in", "first-run")
FOR_STAFF = (
    "inbox", "case", "case-acts", "solutions", "approvals", "offer-and-tasks", "money", "record", "telephone",
    "visitors", "waiting-room", "callers", "mandates", "stepping-aside", "quarantine", "register", "search",
    "promises", "notices",
    "views", "settings", "organisation", "people", "units", "roster", "working-hours", "mail",
    "letters", "lost-letters", "retention", "wording",
)  # fmt: skip
NAMES = (*ROLES, *FOR_EVERYBODY, *FOR_STAFF)
PUBLIC = ("complainant", *FOR_EVERYBODY)

SCREENS = {
    "/": "home", "/complain/": "complain", "/track/": "track", "/t/": "track", "/errand/": "home",
    "/objection/": "complain",
    "/mine/": "my-complaints", "/queue/": "queue", "/desk/front-desk/": "visitors",
    "/desk/settings/queue/": "waiting-room",
    "/desk/quarantine/": "quarantine", "/desk/people/": "callers",
    "/sop/": "procedure", "/privacy/": "home", "/conflict/": "home", "/figures/": "home", "/accessibility/": "home",
    "/set-language/": "home", "/help/": "home",
    "/desk/": "inbox", "/desk/news/": "inbox", "/desk/bulk/": "inbox", "/desk/guide/": "inbox",
    "/desk/views/": "views", "/desk/settings/views/": "views", "/desk/renew/": "sign-in",
    "/desk/kept/": "sign-in", "/desk/session/": "sign-in",
    "/desk/settings/units/": "units", "/desk/settings/posts/": "units", "/desk/settings/deputies/": "roster",
    "/desk/settings/roster/": "roster", "/desk/sign-in/": "sign-in", "/desk/sign-out/": "sign-in",
    "/desk/account/": "sign-in",
    "/desk/begin/": "first-run", "/desk/invitation/": "sign-in", "/desk/setup/": "first-run",
    "/desk/setup/mailbox/": "mail", "/desk/setup/people/": "people", "/desk/setup/hours/": "working-hours",
    "/desk/cases/<str:reference>/": "case-acts", "/desk/cases/<str:reference>/beside/": "case",
    "/desk/cases/<str:reference>/reply/": "case", "/desk/cases/<str:reference>/note/": "case",
    "/desk/cases/<str:reference>/reach/": "case", "/desk/cases/<str:reference>/mandate/": "mandates",
    "/desk/cases/<str:reference>/recuse/": "stepping-aside",
    "/desk/cases/<str:reference>/propose/": "solutions", "/desk/cases/<str:reference>/decide/": "solutions",
    "/desk/cases/<str:reference>/take-over/": "solutions", "/desk/cases/<str:reference>/revise/": "solutions",
    "/desk/cases/<str:reference>/drop/": "solutions", "/desk/cases/<str:reference>/restore/": "solutions",
    "/desk/cases/<str:reference>/draft/<slug:act>/": "solutions",
    "/desk/cases/<str:reference>/approve/": "approvals", "/desk/cases/<str:reference>/send-back/": "approvals",
    "/desk/cases/<str:reference>/undo-approve/": "approvals",
    "/desk/cases/<str:reference>/tasks/": "offer-and-tasks", "/desk/cases/<str:reference>/task/": "offer-and-tasks",
    "/desk/cases/<str:reference>/outside-party/": "offer-and-tasks",
    "/desk/cases/<str:reference>/renew-link/": "offer-and-tasks",
    "/desk/cases/<str:reference>/end-link/": "offer-and-tasks",
    "/desk/cases/<str:reference>/not-yet/": "offer-and-tasks",
    "/desk/cases/<str:reference>/grant/": "money", "/desk/cases/<str:reference>/handed-over/": "money",
    "/desk/budgets/": "money", "/desk/costs": "money",
    "/desk/approvals/": "approvals", "/desk/tasks/": "offer-and-tasks", "/desk/vouchers/": "money",
    "/desk/new/": "record", "/desk/call": "telephone", "/desk/letters/": "letters",
    "/desk/register": "register", "/desk/search/": "search", "/desk/palette/": "search",
    "/desk/promises/": "promises", "/desk/notices/": "notices", "/desk/undelivered/": "lost-letters",
    "/desk/cases/<str:reference>/mail/": "lost-letters", "/desk/settings/": "settings",
    "/desk/settings/organisation/": "organisation", "/desk/settings/appearance/": "organisation",
    "/desk/settings/improvements/": "organisation", "/desk/settings/people/": "people",
    "/desk/settings/trainings/": "people",
    "/desk/settings/retention/": "retention", "/desk/settings/held/": "retention",
    "/desk/settings/categories/": "wording", "/desk/settings/questions/": "wording",
    "/desk/settings/letters/": "wording", "/desk/settings/draft/": "wording",
    "/desk/settings/mailboxes/": "mail", "/desk/staff/": "people",
    "/desk/conflicts/": "head", "/desk/load/": "head", "/desk/rest/": "head", "/desk/units/": "units",
    "/desk/units/<slug:code>/calendar/": "working-hours", "/desk/calendars/": "working-hours",
    "/desk/_components/": "inbox",
}  # fmt: skip
# The page of a case itself; what lies below it are its acts.
EXACTLY = {"/desk/cases/<str:reference>/": "case"}


class Section(NamedTuple):
    """What stands under one heading."""

    anchor: str
    title: str
    body: Markup


class Page(NamedTuple):
    """One page in one language."""

    name: str
    title: str
    lead: Markup
    sections: tuple[Section, ...]


class Line(NamedTuple):
    """One page in a list of pages."""

    name: str
    title: str
    href: str


@lru_cache(maxsize=512)
def name_for(route: str) -> str:
    """The page that explains the screens of that address pattern, as `/desk/cases/<str:reference>/`."""
    return EXACTLY.get(route) or SCREENS[rule_for(route)]


def rule_for(route: str) -> str:
    """The longest beginning of it that SCREENS knows."""
    return max((begin for begin in SCREENS if route.startswith(begin)), key=len)


def help_for(request: HttpRequest) -> str:
    """The address of the page that explains the screen of this request; of the list of pages on the guide itself."""
    inside = request.path.startswith("/desk/") and getattr(request, "user", None) is not None
    home = DESK if inside and request.user.is_authenticated else PORTAL
    match = request.resolver_match
    if match is None or request.path.startswith((DESK, PORTAL)):
        return home
    return address(name_for(f"/{match.route}"), home)


def address(name: str, home: str) -> str:
    """Where a page is served, for a reader who is at that home; what is for staff stays with staff."""
    return f"{home if home == DESK or name in PUBLIC else DESK}{name}/"


@lru_cache(maxsize=256)
def page(name: str, language: str, home: str) -> Page:
    """Raises NotFound when there is no such page, or when it is not for whoever stands at that home."""
    if name not in (NAMES if home == DESK else PUBLIC):
        raise NotFound("no such page of the guide")
    tokens = _markdown().parse(source(name, language).read_text(encoding="utf-8"))
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _link(str(child.attrGet("href")), home))
    starts = [number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    first, *rest = [tokens[begin:end] for begin, end in zip([0, *starts], [*starts, len(tokens)], strict=True)]
    sections = tuple(
        Section(f"s{number}", _words(part[1]), _html(part[3:])) for number, part in enumerate(rest, 1)
    )  # fmt: skip
    return Page(name, _words(first[1]), _html(first[3:]), sections)


@lru_cache(maxsize=16)
def contents(language: str, home: str) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """The pages by kind: "roles", "everybody", "staff"; only those that are served at that home."""
    kinds = (("roles", ROLES), ("everybody", FOR_EVERYBODY), ("staff", FOR_STAFF))
    return tuple(
        (kind, lines) for kind, names in kinds
        if (lines := tuple(
            Line(name, page(name, language, home).title, address(name, home))
            for name in names if home == DESK or name in PUBLIC
        ))
    )  # fmt: skip


def source(name: str, language: str) -> Path:
    """The file; Indonesian for a language that the guide does not speak."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    return next(place for place in PLACES if place.is_dir()) / spoken / f"{name}.md"


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False})
    reader.add_render_rule("code_inline", _key)
    return reader


def _key(_renderer: object, tokens: list[Token], at: int, *_more: object) -> str:
    return str(Markup("<kbd>{}</kbd>").format(tokens[at].content))


def _link(href: str, home: str) -> str:
    """`inbox.md` becomes the address of that page."""
    return address(href.removesuffix(".md"), home) if href.endswith(".md") and "/" not in href else href


def _html(tokens: list[Token]) -> Markup:
    reader = _markdown()
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 - our own files, without HTML in them


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or ())
