from mergelab.projects.models import Group, Project


def test_start(group: Group, project: Project) -> None:
    assert project.full_path == "wind-farm/power-forecast"
    assert Group.objects.get(full_path="ana").is_personal
