"""How the API names units and staff."""

from pydantic import BaseModel


class UnitName(BaseModel):
    code: str
    name: str


class StaffName(BaseModel):
    email: str
    name: str
