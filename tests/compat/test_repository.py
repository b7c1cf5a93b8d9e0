"""python-gitlab: files, commits, branches, tags, comparisons, archives and protected branches."""

import base64
import io
import tarfile
import zipfile
from typing import Any

import gitlab
import pytest
from support.workspace import CHANGED

ODD = "übung und/mehr #1 100%.txt"
BRANCH = "feature/ü-1#2"


def test_the_tree_is_listed_by_folders(project: Any) -> None:
    actions = [
        {"action": "create", "file_path": path, "content": "x"}
        for path in ("a/b/c.txt", "a/d.txt", ODD)
    ]
    project.commits.create({"branch": "main", "commit_message": "More", "actions": actions})
    top = project.repository_tree(get_all=True)
    assert [(row["type"], row["path"]) for row in top] == [
        ("tree", "a"),
        ("tree", "übung und"),
        ("blob", "README.md"),
        ("blob", "train.py"),
    ]
    assert [row["path"] for row in project.repository_tree(path="a", get_all=True)] == [
        "a/b",
        "a/d.txt",
    ]
    whole = project.repository_tree(recursive=True, iterator=True, per_page=2)
    assert {row["path"] for row in whole if row["type"] == "blob"} == {
        "a/b/c.txt",
        "a/d.txt",
        ODD,
        "README.md",
        "train.py",
    }
    with pytest.raises(gitlab.GitlabGetError) as missing:
        project.repository_tree(path="nothing", get_all=True)
    assert missing.value.response_code == 404


def test_a_file_is_made_read_changed_and_deleted(project: Any) -> None:
    message = {"branch": "main", "commit_message": "Change"}
    project.files.create({**message, "file_path": ODD, "content": "one\n"})
    file = project.files.get(ODD, ref="main")
    assert (file.decode(), file.file_path, file.size) == (b"one\n", ODD, 4)
    assert project.files.raw(ODD, ref="main") == b"one\n"
    file.content = "two\n"
    file.save(branch="main", commit_message="Change")
    assert project.files.raw(ODD, ref="main") == b"two\n"
    data = bytes(range(256))
    project.files.update(
        ODD, {**message, "content": base64.b64encode(data).decode(), "encoding": "base64"}
    )
    assert project.files.get(ODD, ref="main").decode() == data
    headers = project.files.head(ODD, ref="main")
    assert (headers["X-Gitlab-Size"], headers["X-Gitlab-Ref"]) == ("256", "main")
    project.files.get(ODD, ref="main").delete(branch="main", commit_message="Away")
    with pytest.raises(gitlab.GitlabGetError) as missing:
        project.files.get(ODD, ref="main")
    assert (missing.value.response_code, missing.value.error_message) == (404, "404 File Not Found")


def test_a_file_is_made_once(project: Any) -> None:
    row = {"branch": "main", "commit_message": "x", "file_path": "train.py", "content": "x"}
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        project.files.create(row)
    assert refusal.value.response_code == 400
    assert "train.py" in str(refusal.value.error_message)


def test_a_commit_of_many_actions(project: Any) -> None:
    made = project.commits.create(
        {
            "branch": "work",
            "start_branch": "main",
            "commit_message": "Rearrange\n\nBecause.",
            "actions": [
                {"action": "move", "file_path": "src/train.py", "previous_path": "train.py"},
                {"action": "update", "file_path": "README.md", "content": "# New\n"},
                {
                    "action": "create",
                    "file_path": "run.sh",
                    "content": "echo\n",
                    "execute_filemode": True,
                },
            ],
        }
    )
    assert (made.title, made.message) == ("Rearrange", "Rearrange\n\nBecause.\n")
    shown = project.commits.get(made.id)
    assert shown.stats == {"additions": 2, "deletions": 1, "total": 3}
    assert (shown.author_name, shown.author_email) == ("Ana", "ana@example.org")
    diffs = {row["new_path"]: row for row in shown.diff(get_all=True)}
    assert set(diffs) == {"src/train.py", "README.md", "run.sh"}
    assert diffs["src/train.py"]["renamed_file"] is True
    assert diffs["README.md"]["diff"] == "@@ -1 +1 @@\n-# Power\n+# New\n"
    assert (diffs["run.sh"]["b_mode"], diffs["run.sh"]["new_file"]) == ("100755", True)
    listed = project.commits.list(ref_name="work", get_all=True)
    assert [row.title for row in listed] == ["Rearrange", "Begin"]
    only = project.commits.list(
        query_parameters={"ref_name": "work", "path": "README.md"}, get_all=True
    )
    assert [row.id for row in only] == [made.id, listed[1].id]
    assert [row.id for row in project.commits.list(iterator=True, per_page=1, ref_name="work")] == [
        row.id for row in listed
    ]


def test_branches(project: Any, ben: gitlab.Gitlab) -> None:
    made = project.branches.create({"branch": BRANCH, "ref": "main"})
    assert made.name == BRANCH
    shown = project.branches.get(BRANCH)
    assert (shown.merged, shown.default, shown.protected) == (True, False, False)
    assert {row.name for row in project.branches.list(get_all=True)} == {"main", BRANCH}
    assert [row.name for row in project.branches.list(search="feat", get_all=True)] == [BRANCH]
    assert project.commits.list(ref_name=BRANCH, get_all=True)[0].title == "Begin"
    shown.delete()
    with pytest.raises(gitlab.GitlabGetError):
        project.branches.get(BRANCH)
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        project.branches.create({"branch": "a..b", "ref": "main"})
    assert refusal.value.response_code == 400


def test_tags(project: Any) -> None:
    head = project.commits.list(get_all=True)[0].id
    project.tags.create({"tag_name": "light", "ref": "main"})
    noted = project.tags.create({"tag_name": "v1/α", "ref": head, "message": "First"})
    assert (noted.message, noted.commit["id"]) == ("First\n", head)
    assert noted.target != head
    assert project.tags.get("light").target == head
    assert {tag.name for tag in project.tags.list(get_all=True)} == {"light", "v1/α"}
    project.tags.get("v1/α").delete()
    with pytest.raises(gitlab.GitlabGetError):
        project.tags.get("v1/α")


def test_comparison_and_merge_base(project: Any) -> None:
    base = project.commits.list(get_all=True)[0].id
    project.files.update(
        "train.py",
        {"branch": "topic", "start_branch": "main", "commit_message": "T", "content": CHANGED},
    )
    compared = project.repository_compare("main", "topic")
    assert [row["title"] for row in compared["commits"]] == ["T"]
    assert "-line 10\n+line ten\n" in compared["diffs"][0]["diff"]
    assert project.repository_merge_base(["main", "topic"])["id"] == base


def test_archives_and_blobs(project: Any) -> None:
    packed = project.repository_archive(sha="main")
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        assert {name.split("/", 1)[1] for name in tar.getnames() if "/" in name} == {
            "README.md",
            "train.py",
        }
    zipped = project.repository_archive(format="zip")
    assert len(zipfile.ZipFile(io.BytesIO(zipped)).namelist()) == 3
    entry = next(row for row in project.repository_tree(get_all=True) if row["name"] == "README.md")
    assert project.repository_raw_blob(entry["id"]) == b"# Power\n"
    blob = project.repository_blob(entry["id"])
    assert (base64.b64decode(blob["content"]), blob["size"]) == (b"# Power\n", 8)


def test_protected_branches(project: Any, ben: gitlab.Gitlab) -> None:
    assert [rule.name for rule in project.protectedbranches.list(get_all=True)] == ["main"]
    rule = project.protectedbranches.create(
        {"name": "release/*", "push_access_level": 40, "merge_access_level": 30}
    )
    assert rule.merge_access_levels[0]["access_level"] == 30
    mine = ben.projects.get(project.id)
    with pytest.raises(gitlab.GitlabCreateError) as refusal:
        mine.branches.create({"branch": "release/1", "ref": "main"})
    assert refusal.value.response_code == 403
    rule.allow_force_push = True
    rule.save()
    assert project.protectedbranches.get("release/*").allow_force_push is True
    project.protectedbranches.delete("release/*")
    mine.branches.create({"branch": "release/1", "ref": "main"})
