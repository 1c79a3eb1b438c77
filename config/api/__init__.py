"""The REST API: routes, errors, paging, idempotency. Serializers live beside the actions they call, in <app>/api."""
