"""Hostile words wherever people may write any: no page makes an element or attribute of them."""

import subprocess
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from factories import actor_of, client_of, make_group, make_member, make_user
from security.world import notebook
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from support.workspace import Workspace

from mergelab.accounts import services as accounts
from mergelab.accounts.models import User
from mergelab.discussions.services import reply
from mergelab.kit.tasks import run_pending
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.services import Asked, start_thread
from mergelab.projects import services as projects
from mergelab.projects.roles import Role
from mergelab.repository.services import create_tag, protect_branch
from mergelab.repository.storage import directory

WORDS = "x\"'></title></textarea></script><planted planted=1 onload=alert(1)>{{7*7}}\u202e"
IN_PATH = "x\"'><planted planted=1 onload=alert(1)>&lt;{{7*7}}"
IN_REF = "x\"'><planted-planted=1-onload=alert(1)>"
LINK = f"[{WORDS}](javascript:alert(1)) <a href='javascript:alert(1)' onclick=alert(1)>y</a>"
BODY = f"{WORDS}\n\n# {WORDS}\n\n{LINK}\n\n![{WORDS}](data:text/html,x)\n\n- [ ] {WORDS}\n\n@ana !1"
PER_ROUTE = 2
STRICT = {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'self'"}
LINKS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "srcset"}
STRICT |= {"object-src 'none'", "frame-ancestors 'none'", "style-src 'self'"}


def plant(ana: User) -> None:
    """A project in which everything that people name bears hostile words."""
    by = actor_of(ana)
    ana.name = WORDS[:120]
    ana.save()
    group = make_group(ana, "lab")
    projects.edit_group(by=by, group=group, name=WORDS[:120], description=WORDS)
    project = projects.create_project(
        by=by, group=group, name=WORDS[:120], path="one", description=WORDS
    )
    run_pending()
    space = Workspace(project, ana)
    book = notebook("1").replace("image/png", "text/<planted planted=1>")
    files: dict[str, str | bytes | None] = {
        "README.md": BODY,
        f"{IN_PATH}/{IN_PATH}.py": f"# {WORDS}\n",
        f"{IN_PATH}.csv": f"{WORDS},b\n{WORDS},2\n",
        f"{IN_PATH}.ipynb": notebook(f"print({WORDS!r})"),
        "book.ipynb": book,
        "page.html": f"<script>alert(1)</script>{WORDS}",
        "drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script/></svg>",
    }
    space.commit("main", files, f"{WORDS}\n\n{BODY}")
    changed = {
        f"{IN_PATH}/{IN_PATH}.py": f"# {WORDS} again\n",
        f"{IN_PATH}.ipynb": notebook(f"print({WORDS!r}, 2)"),
        f"{IN_PATH}-new.md": BODY,
        "drawing.svg": "<svg onload='alert(2)'/>",
    }
    space.commit("topic", changed, f"{WORDS}\n\n{BODY}")
    forge_commit(project.pk)
    merge_request = space.open("topic", title=WORDS, description=BODY)
    version = merge_request.versions.get()
    ends = {name: getattr(version, name) for name in ("base_sha", "start_sha", "head_sha")}
    thread = start_thread(by=by, merge_request=merge_request, body=BODY)
    reply(by=by, discussion=thread, body=BODY)
    path = f"{IN_PATH}/{IN_PATH}.py"
    place = Asked(old_path=path, new_path=path, new_line=1, **ends)
    start_thread(by=by, merge_request=merge_request, body=BODY, position=place)
    create_tag(by=by, project=project, name="v1", ref="main", message=BODY)
    protect_branch(by=by, project=project, name="release/*", push_level=40, merge_level=40)
    projects.create_project_token(
        by=by, project=project, name=WORDS[:120], role=Role.REPORTER, scopes=["read_api"]
    )
    accounts.create_personal_token(by=by, name=WORDS[:120], scopes=["read_api"])
    cleo = make_user("cleo", name=WORDS[:120])
    make_member(project, cleo, Role.DEVELOPER)
    merge_request.reviewers.add(cleo)
    MergeRequest.objects.filter(pk=merge_request.pk).update(assignee=cleo)
    run_pending()


def forge_commit(project_id: int) -> None:
    """A commit by an author with a hostile name, on a hostile branch and tag, past the server."""
    where = directory(project_id)
    name = WORDS.replace("<", "").replace(">", "").replace("\u202e", "")
    environment = {
        "PATH": "/usr/bin:/bin",
        **{f"GIT_{who}_NAME": f"{name} &lt;planted" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": 'x"onload=alert(1)@y' for who in ("AUTHOR", "COMMITTER")},
    }

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(where), *arguments], env=environment, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    sha = git("commit-tree", "main^{tree}", "-p", "main", "-m", WORDS)
    for ref in (f"refs/heads/{IN_REF}", f"refs/tags/{IN_REF}", "refs/heads/main"):
        git("update-ref", ref, sha)


def crawl(client: Client, starts: list[str]) -> dict[str, tuple[str, HTMLParser]]:
    """Pages by address, a few of each route, reached by links and by what htmx would load."""
    client.raise_request_exception = False
    queue, seen, found = deque(starts), set(starts), {}
    per_route: Counter[str] = Counter()
    while queue:
        url = queue.popleft()
        answer = client.get(url)
        match = getattr(answer, "resolver_match", None)
        assert answer.status_code < 500 or url == "/-/ready", url
        target = answer.headers.get("Location", "")
        links = [target] if target else []
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            tree = HTMLParser(answer.content.decode())
            found[url] = (answer.headers.get("Content-Security-Policy", ""), tree)
            for node in tree.css("[href], [src], [hx-get], [action]"):
                values = [node.attributes.get(name) for name in ("href", "src", "hx-get")]
                links += [value for value in values if value]
        elif answer.streaming:
            answer.getvalue()
        for link in links:
            there = urldefrag(urljoin(url, link))[0]
            parts = urlsplit(there)
            if parts.scheme not in {"", "http"} or parts.netloc not in {"", "testserver"}:
                continue
            name = route_of(parts.path)
            key = f"{name} {match.view_name if match else ''}"
            if there not in seen and per_route[name] < PER_ROUTE and per_route[key] < 2:
                per_route[name] += 1
                per_route[key] += 1
                seen.add(there)
                queue.append(there)
    return found


def route_of(path: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(path).view_name
    except Resolver404:
        return "none"


def findings(tree: HTMLParser) -> list[str]:
    """What a page must not hold, whoever wrote in it."""
    wrong = [
        f"element {node.html[:90]}" for node in tree.css("planted, base, object, embed, applet")
    ]
    for node in tree.css("*"):
        for name, given in node.attributes.items():
            value = given or ""
            is_link = name in LINKS
            start = value.strip().lower()
            if name.startswith("on") or name in {"planted", "style", "srcdoc"} or "alert" in name:
                wrong.append(f"attribute {name} of {node.tag}")
            if is_link and start.startswith(("javascript:", "data:text", "vbscript:")):
                wrong.append(f"{name}={value[:60]}")
    for node in tree.css("script"):
        if "src" not in node.attributes and node.attributes.get("type") != "application/json":
            wrong.append(f"inline script {node.text()[:60]}")
    wrong += [f"template value in {node.tag}" for node in tree.css("body") if "x49" in node.text()]
    return wrong


def test_d9_d10_d13_hostile_words_are_only_words(ana: User, admin: User) -> None:
    """d12 too: each page has the strict policy, and no `base` or inline code."""
    plant(ana)
    starts = ["/", "/lab/one", "/lab", "/lab/one/-/merge_requests/1", "/-/profile/tokens"]
    starts += ["/lab/one/-/merge_requests/1/diffs?view=split", "/lab/one/-/branches"]
    found = crawl(client_of(ana), starts)
    found |= crawl(client_of(admin), ["/-/admin", "/-/admin/users"])
    wrong = [f"{url}: {finding}" for url, (_, tree) in found.items() for finding in findings(tree)]
    assert wrong == []
    for url, (policy, _) in found.items():
        given = {part.strip() for part in policy.split(";")}
        assert given >= STRICT, (url, policy)
        assert "unsafe" not in policy
    routes = {route_of(urlsplit(url).path) for url in found}
    assert routes >= {
        *("blob", "tree", "commits", "commit", "branches", "tags", "merge_request", "compare"),
        *("merge_request_changes", "merge_request_commits", "merge_requests", "project_members"),
        *("project_settings", "project_tokens", "activity", "user_tokens", "profile", "home"),
        *("protected_branches", "new_merge_request", "merge_request_edit", "admin_users"),
    }


def test_d9_the_words_are_there_to_be_read(ana: User) -> None:
    """Escaped, not dropped: a reader sees what somebody called a file."""
    plant(ana)
    page = HTMLParser(client_of(ana).get("/lab/one/-/merge_requests/1").content.decode())
    assert "<planted planted=1 onload=alert(1)>{{7*7}}" in page.css_first("h1").text()
    tree = HTMLParser(client_of(ana).get("/lab/one/-/tree/main").content.decode())
    assert f"{IN_PATH}.csv" in tree.body.text()


def test_d9_d10_mails_and_rest_say_the_words_as_data(ana: User) -> None:
    plant(ana)
    secret = accounts.create_personal_token(by=actor_of(ana), name="t", scopes=["api"])[1]
    rest = Client(headers={"Private-Token": secret})
    for url in (
        "projects",
        "projects/lab%2Fone/merge_requests/1/diffs",
        "projects/lab%2Fone/repository/tree",
    ):
        answer = rest.get(f"/api/v4/{url}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
