"""git over HTTP, with the unmodified client."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from factories import actor_of, make_member, make_project, make_token

from mergelab.accounts.models import User
from mergelab.kit.actor import READ_API, READ_REPOSITORY, WRITE_REPOSITORY
from mergelab.projects import services as projects
from mergelab.projects.models import Activity, Project
from mergelab.projects.roles import Role, Visibility
from mergelab.repository.git.reads import branches, open_repository, tags
from mergelab.repository.models import Level, ProtectedBranch, Push
from mergelab.repository.signals import announcing
from mergelab.repository.storage import directory

pytestmark = pytest.mark.django_db(transaction=True)

Remote = Callable[..., str]


@pytest.fixture
def remote(live_server: Any, project: Project) -> Remote:
    """The address of a project with the credentials of a user in it."""

    def address(user: User | None = None, *scopes: str, of: Project | None = None) -> str:
        host = live_server.url.removeprefix("http://")
        who = "" if user is None else f"{user.username}:{make_token(user, *scopes)}@"
        return f"http://{who}{host}/{(of or project).full_path}.git"

    return address


def branch_names(project: Project) -> list[str]:
    with open_repository(directory(project.pk)) as handle:
        return [ref.name for ref in branches(handle)]


def test_clone_of_an_empty_repository(remote: Remote, ana: User, client: Any) -> None:
    done = client.run("clone", remote(ana), "copy")
    assert "You appear to have cloned an empty repository" in done.stderr
    assert (client.tree / "copy" / ".git" / "HEAD").read_text() == "ref: refs/heads/main\n"


def test_first_push(remote: Remote, ana: User, project: Project, client: Any) -> None:
    head = client.commit({"a.py": "1\n"})
    done = client.run("push", remote(ana), "main")
    assert "merge request" not in done.stderr
    push = Push.objects.get()
    assert (push.project, push.actor, push.options) == (project, ana, [])
    assert push.updates == [{"ref": "refs/heads/main", "old": "0" * 40, "new": head}]
    told = Activity.objects.get(noun="branch")
    assert (told.verb, told.reference, told.actor) == ("created", "main", ana)
    assert client.run("clone", remote(ana), "copy").returncode == 0
    assert (client.tree / "copy" / "a.py").read_text() == "1\n"


def test_first_push_of_another_branch_makes_it_the_default(
    remote: Remote, ana: User, project: Project, client: Any
) -> None:
    client.commit({"a.py": "1\n"})
    client.run("push", remote(ana), "HEAD:refs/heads/trunk")
    project.refresh_from_db()
    assert project.default_branch == "trunk"
    assert [rule.name for rule in project.protected_branches.all()] == ["trunk"]
    client.run("clone", remote(ana), "copy")
    assert (client.tree / "copy" / ".git" / "HEAD").read_text() == "ref: refs/heads/trunk\n"


def test_push_prints_where_to_open_a_merge_request(
    remote: Remote, ana: User, project: Project, client: Any
) -> None:
    client.commit({"a.py": "1\n"})
    client.run("push", remote(ana), "main")
    client.commit({"a.py": "2\n"})
    done = client.run("push", "-o", "merge_request.create", remote(ana), "HEAD:refs/heads/fix/it")
    assert "/-/merge_requests/new?source_branch=fix%2Fit" in done.stderr
    assert Push.objects.first().options == ["merge_request.create"]


def test_a_floor_above_may_print_its_own_lines(
    remote: Remote, ana: User, project: Project, client: Any
) -> None:
    def lines(branch: str, **_news: Any) -> list[str]:
        return [f"View {branch} here."]

    announcing.connect(lines)
    try:
        client.commit({"a.py": "1\n"})
        done = client.run("push", remote(ana), "HEAD:refs/heads/x", "HEAD:refs/heads/main")
    finally:
        announcing.disconnect(lines)
    assert "remote: View x here." in done.stderr
    assert "View main here" not in done.stderr


def test_b14_each_ref_is_judged_on_its_own(
    remote: Remote, ben: User, project: Project, client: Any
) -> None:
    make_member(project, ben, Role.DEVELOPER)
    client.commit({"a.py": "1\n"})
    done = client.run(
        "push", remote(ben), "HEAD:refs/heads/mine", "HEAD:refs/heads/main", check=False
    )
    assert done.returncode != 0
    assert "main is protected and you are not allowed to push to it" in done.stderr
    assert branch_names(project) == ["mine"]


def test_protected_history_is_not_replaced(
    remote: Remote, ana: User, project: Project, client: Any
) -> None:
    client.commit({"a.py": "1\n"})
    client.run("push", remote(ana), "main")
    client.run("commit", "-q", "--amend", "-m", "Another")
    done = client.run("push", "--force", remote(ana), "main", check=False)
    assert "main is protected: its history cannot be replaced." in done.stderr
    ProtectedBranch.objects.update(allow_force_push=True)
    client.run("push", "--force", remote(ana), "main")


def test_default_and_protected_branches_are_not_deleted(
    remote: Remote, ana: User, project: Project, client: Any
) -> None:
    ProtectedBranch.objects.create(project=project, name="release/*")
    client.commit({"a.py": "1\n"})
    client.run("push", remote(ana), "main", "HEAD:refs/heads/release/1", "HEAD:refs/heads/x")
    done = client.run("push", remote(ana), ":main", ":release/1", ":x", check=False)
    assert "refusing to delete the current branch: refs/heads/main" in done.stderr
    assert "release/1 is protected: unprotect it before deleting it." in done.stderr
    assert branch_names(project) == ["main", "release/1"]


def test_no_one_means_no_one(remote: Remote, ana: User, project: Project, client: Any) -> None:
    ProtectedBranch.objects.update(push_level=Level.NO_ONE)
    client.commit({"a.py": "1\n"})
    assert client.run("push", remote(ana), "main", check=False).returncode != 0
    assert branch_names(project) == []


def test_archived_projects_say_so(remote: Remote, ana: User, project: Project, client: Any) -> None:
    Project.objects.update(archived_at=timezone.now())
    client.commit({"a.py": "1\n"})
    done = client.run("push", remote(ana), "main", check=False)
    assert "This project is archived: it can be read, not changed." in done.stderr
    assert branch_names(project) == []


def test_reporters_read_and_do_not_write(
    remote: Remote, ben: User, project: Project, client: Any
) -> None:
    make_member(project, ben, Role.REPORTER)
    client.commit({"a.py": "1\n"})
    done = client.run("push", remote(ben), "main", check=False)
    assert "You are not allowed to push to this project." in done.stderr
    assert client.run("ls-remote", remote(ben)).returncode == 0


def test_guests_of_a_private_project_do_not_read(
    remote: Remote, ben: User, project: Project, client: Any
) -> None:
    make_member(project, ben, Role.GUEST)
    done = client.run("ls-remote", remote(ben), check=False)
    assert "403" in done.stderr


def test_strangers_see_nothing(remote: Remote, ben: User, client: Any) -> None:
    done = client.run("ls-remote", remote(ben), check=False)
    assert "not found" in done.stderr


def test_scopes(remote: Remote, ana: User, project: Project, client: Any) -> None:
    client.commit({"a.py": "1\n"})
    assert client.run("ls-remote", remote(ana, READ_REPOSITORY)).returncode == 0
    assert client.run("ls-remote", remote(ana, READ_API), check=False).returncode != 0
    refused = client.run("push", remote(ana, READ_REPOSITORY), "main", check=False)
    assert refused.returncode != 0
    assert branch_names(project) == []
    client.run("push", remote(ana, WRITE_REPOSITORY), "main")
    assert branch_names(project) == ["main"]


def test_public_projects_are_read_by_anybody(
    remote: Remote, ana: User, client: Any, anonymous: Browser
) -> None:
    public = make_project(ana, "open", visibility=Visibility.PRIVATE)
    Project.objects.filter(pk=public.pk).update(visibility=Visibility.PUBLIC)
    assert client.run("ls-remote", remote(of=public)).returncode == 0
    answer = anonymous.get(f"/{public.full_path}.git/info/refs?service=git-receive-pack")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="mergelab"'


def test_tags_and_tag_deletion(remote: Remote, ana: User, project: Project, client: Any) -> None:
    client.commit({"a.py": "1\n"})
    client.run("tag", "-a", "v1", "-m", "First")
    client.run("push", remote(ana), "main", "v1")
    with open_repository(directory(project.pk)) as handle:
        assert [ref.name for ref in tags(handle)] == ["v1"]
    client.run("push", remote(ana), ":v1")
    with open_repository(directory(project.pk)) as handle:
        assert tags(handle) == []


@pytest.mark.parametrize("address", ["git-upload-pack", "git-receive-pack"])
@pytest.mark.parametrize("service", ["", "git-upload-pack", "git-receive-pack"])
def test_b15_the_path_alone_says_what_is_served(
    address: str, service: str, ben: User, project: Project
) -> None:
    make_member(project, ben, Role.REPORTER)
    browser = Browser(headers={"Private-Token": make_token(ben)})
    query = f"?service={service}" if service else ""
    body = b"0094" + b"0" * 40 + b" " + b"1" * 40 + b" refs/heads/x\0 report-status"
    answer = browser.post(
        f"/{project.full_path}.git/{address}{query}",
        body,
        content_type="application/x-git-receive-pack-request",
    )
    assert answer.status_code in {400, 403, 415}
    assert branch_names(project) == []


def test_the_dumb_protocol_is_not_served(browser: Browser, ana: User, project: Project) -> None:
    reader = Browser(headers={"Private-Token": make_token(ana)})
    assert reader.get(f"/{project.full_path}.git/info/refs").status_code == 403
    assert reader.get(f"/{project.full_path}.git/HEAD").status_code == 404
    assert reader.get(f"/{project.full_path}.git/objects/info/packs").status_code == 404


def test_a_renamed_project_is_reached_by_its_old_address(
    remote: Remote, ana: User, project: Project, client: Any
) -> None:
    old = remote(ana)
    client.commit({"a.py": "1\n"})
    client.run("push", old, "main")
    projects.rename_project(by=actor_of(ana), project=project, path="renamed")
    assert "refs/heads/main" in client.run("ls-remote", old).stdout
    client.commit({"a.py": "2\n"})
    client.run("push", old, "main")
    assert Push.objects.count() == 2


def test_b16_push_options_change_nothing(
    remote: Remote, ana: User, project: Project, client: Any
) -> None:
    client.commit({"a.py": "1\n"})
    client.run("push", "-o", "repo.private=false", "-o", "visibility=public", remote(ana), "main")
    project.refresh_from_db()
    assert project.visibility == Visibility.PRIVATE


def test_private_repositories_ask_for_a_password(anonymous: Browser, project: Project) -> None:
    for path in (project.full_path, "no/such"):
        answer = anonymous.get(f"/{path}.git/info/refs?service=git-upload-pack")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == 'Basic realm="mergelab"'


def test_a_session_opens_no_door_of_git(browser: Browser, project: Project) -> None:
    answer = browser.get(f"/{project.full_path}.git/info/refs?service=git-upload-pack")
    assert answer.status_code == 401
