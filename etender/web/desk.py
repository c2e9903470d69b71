"""What a page of tendering works with: the request, its transaction, who asks, the installation."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from etender.queries.openings import AUTHORITY_ROLES
from etender.service.calls import CallTerms, call_terms
from shared.i18n import Catalogue
from shared.identity.actor import Actor
from shared.installation import Installation
from shared.web.forms import FormInvalid
from shared.web.language import language_of
from shared.web.pages import page


class Desk:
    """One request at work. A plain class: the framework would copy a dataclass."""

    def __init__(
        self,
        request: Request[Any, Any, Any],
        db: AsyncSession,
        installation: Installation,
        actor: Actor,
    ) -> None:
        self.request = request
        self.db = db
        self.installation = installation
        self.actor = actor

    def page(self, template: str, **values: Any) -> Template:
        return page(self.request, template, **values)

    def form_page(
        self, template: str, invalid: FormInvalid | None, given: Mapping[str, Any], **values: Any
    ) -> Template:
        """A page with one form: what was sent with its errors, else what is known already."""
        return self.page(
            template,
            status=422 if invalid else 200,
            values=invalid.values if invalid else given,
            errors=invalid.texts(self.catalogue) if invalid else {},
            **values,
        )

    @property
    def catalogue(self) -> Catalogue:
        return self.installation.catalogues[language_of(self.request, self.actor)]

    async def terms_for_authority(self, procedure_id: UUID) -> CallTerms:
        """The call's terms, for the people of its authority only."""
        terms = await call_terms(self.db, procedure_id)
        self.actor.require_for(terms.procedure.authority_id, *AUTHORITY_ROLES)
        return terms


def _desk(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    installation: NamedDependency[Installation],
    actor: NamedDependency[Actor],
) -> Desk:
    return Desk(request, db, installation, actor)


DESK = {"desk": Provide(_desk, sync_to_thread=False)}
