"""OpenAPI tells the truth about money: decimals travel as text."""

from decimal import Decimal
from typing import Any

from litestar._openapi.schema_generation import SchemaCreator
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPluginProtocol
from litestar.typing import FieldDefinition


class DecimalAsText(OpenAPISchemaPluginProtocol):
    """Documents Decimal as the string it is sent as."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return value is Decimal

    def to_openapi_schema(
        self,
        field_definition: FieldDefinition,  # noqa: ARG002  the protocol's signature
        schema_creator: SchemaCreator,  # noqa: ARG002  the protocol's signature
    ) -> Schema:
        return Schema(type=OpenAPIType.STRING, pattern=r"^-?\d+(\.\d+)?$")
