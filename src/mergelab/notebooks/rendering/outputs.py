"""One output as safe HTML: the richest form that can be shown without running anything."""

import hashlib
from collections.abc import Callable
from html import escape
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mergelab.kit.markdown import render, sanitize_html
from mergelab.notebooks.rendering.addresses import Contents
from mergelab.notebooks.rendering.images import Figure, figure_of
from mergelab.notebooks.rendering.text import safe_text, text_block
from mergelab.pure.notebookdiff import Output, as_json
from mergelab.repository.diffview.cache import Remembered
from mergelab.web.components.controls import icon
from mergelab.web.components.text import filesize
