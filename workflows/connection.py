"""The connection to Temporal."""

from __future__ import annotations

from typing import Final

import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from ..settings import Settings
from .interpreter import PRODUCT, SUBSCRIPTION, WAITING_FOR

SEARCH_ATTRIBUTES: Final = (PRODUCT.name, SUBSCRIPTION.name, WAITING_FOR.name)

_log = structlog.stdlib.get_logger()


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """A client for the Temporal server that the settings name.

    Args:
        settings: address, namespace, TLS and API key.
        lazy: connect at the first call, so that an API serves while Temporal is away.

    Raises:
        RuntimeError: Temporal does not answer (never when lazy).
    """
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        tls=settings.temporal_tls,
        api_key=settings.temporal_api_key.get_secret_value() if settings.temporal_api_key else None,
        data_converter=pydantic_data_converter,
        lazy=lazy,
    )


async def ensure_search_attributes(client: Client) -> bool:
    """Register the search attributes that are not there yet; False when this server will not have them."""
    try:
        listed = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
        missing = [name for name in SEARCH_ATTRIBUTES if name not in listed.custom_attributes]
        if missing:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(
                    namespace=client.namespace,
                    search_attributes=dict.fromkeys(missing, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD),
                )
            )
    except RPCError as error:
        _log.warning("search attributes are not there; processes run without them", error=str(error))
        return False
    return True
