"""REST in GitLab's shape: declared operations, paging, bodies, errors and the OpenAPI document."""

from mergelab.kit.rest.bodies import Id, Number
from mergelab.kit.rest.operations import ANY, Operation, operation
from mergelab.kit.rest.paging import Listing
from mergelab.kit.rest.routes import endpoint

__all__ = ["ANY", "Id", "Listing", "Number", "Operation", "endpoint", "operation"]
