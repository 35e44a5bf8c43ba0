"""`indicators.yaml` and `data/reference/*.csv` -> Catalogue, or every fault with its file, line and key."""

from dashboard.catalogue.faults import CatalogueError, CatalogueFault
from dashboard.catalogue.keeping import keep_catalogue, kept_catalogue
from dashboard.catalogue.loading import hash_on_disk, load_catalogue
from dashboard.catalogue.model import Catalogue, PublishedFigure, Task, WorkspaceInfo
from dashboard.catalogue.schema import catalogue_json_schema

__all__ = [
    "Catalogue",
    "CatalogueError",
    "CatalogueFault",
    "PublishedFigure",
    "Task",
    "WorkspaceInfo",
    "catalogue_json_schema",
    "hash_on_disk",
    "keep_catalogue",
    "kept_catalogue",
    "load_catalogue",
]
