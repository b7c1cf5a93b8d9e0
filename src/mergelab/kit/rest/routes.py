"""REST routes: the guard's declaration through the token door."""

from functools import partial

from mergelab.kit.access import Door, route

#: `kit.access.route` for REST: tokens only, JSON refusals, scopes by method.
endpoint = partial(route, door=Door.API)
