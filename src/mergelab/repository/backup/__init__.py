"""Back-up, restore and check of a whole server: database, blobs, repositories and key.

A back-up is one tar file. The database is copied first, then blobs, then repositories: blobs and
git objects are only ever added, so what the copied rows name is in what is copied after them.
"""

from mergelab.repository.backup.check import check
from mergelab.repository.backup.restore import restore
from mergelab.repository.backup.write import back_up

__all__ = ["back_up", "check", "restore"]
