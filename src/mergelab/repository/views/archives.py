"""Downloads of all files of a commit."""

import re

from django.http import StreamingHttpResponse

from mergelab.kit.access import Request
from mergelab.kit.images import content_disposition
from mergelab.projects.models import Project
from mergelab.repository.git import names
from mergelab.repository.git.reads import ArchiveFormat, archive, resolve
from mergelab.repository.queries import opened

_TYPES = {
    ArchiveFormat.ZIP: "application/zip",
    ArchiveFormat.TAR: "application/x-tar",
    ArchiveFormat.TAR_GZ: "application/gzip",
}


def download(request: Request, project: Project, ref: str, kind: str) -> StreamingHttpResponse:
    """The archive of the exact commit that the revision names now; its name says which."""
    del request
    chosen = ArchiveFormat(kind)
    with opened(project) as handle:
        found = resolve(handle, ref)
        name = f"{project.path}-{_plain(found.name)}-{found.sha[:12]}"
        chunks = archive(handle, found.sha, kind=chosen, prefix=name)
    return StreamingHttpResponse(
        chunks,
        headers={
            "Content-Type": _TYPES[chosen],
            "Content-Disposition": content_disposition(f"{name}.{kind}"),
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{found.sha}-{kind}"',
        },
    )


def _plain(name: str) -> str:
    short = name[:12] if names.is_sha(name) else names.short(name)
    return re.sub(r"[^\w.-]+", "-", short)[:100]
