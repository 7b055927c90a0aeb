"""Routes of the zonings."""

from django.urls import path

from zonage.views import comparisons, maps, places, zonings

urlpatterns = [
    # Public: places and map.
    path("zonage/", places.search, name="zonage_search"),
    path("zonage/lieu/<slug:code>/", places.place, name="zonage_place"),
    path("zonage/adresse/", places.address, name="zonage_address"),
    path("zonage/carte/", maps.zone_map, name="zonage_map"),
    path("zonage/carte/contours/<slug:region>/<slug:sha256>.json", maps.outlines, name="zonage_outlines"),
    path("zonage/carte/niveaux/<slug:region>.json", maps.levels, name="zonage_levels"),
    # Published to all, drafts to those who edit them.
    path("zonage/arretes/", zonings.zonings, name="zonage_zonings"),
    path("zonage/arretes/<uuid:snapshot_id>/", zonings.zoning, name="zonage_zoning"),
    path("zonage/arretes/<uuid:snapshot_id>/fichier/", zonings.zoning_file, name="zonage_file"),
    path(
        "zonage/comparaison/<uuid:before_id>/<uuid:after_id>/",
        comparisons.comparison,
        name="zonage_comparison",
    ),
    path(
        "zonage/comparaison/<uuid:before_id>/<uuid:after_id>.xlsx",
        comparisons.comparison_file,
        name="zonage_comparison_file",
    ),
    path(
        "zonage/comparaison/<uuid:before_id>/<uuid:after_id>.json",
        comparisons.comparison_places,
        name="zonage_comparison_places",
    ),
    # Editors.
    path("zonage/importer/", zonings.zoning_import, name="zonage_import"),
    path("zonage/arretes/<uuid:snapshot_id>/controler/", zonings.zoning_check, name="zonage_check"),
    path("zonage/arretes/<uuid:snapshot_id>/supprimer/", zonings.zoning_discard, name="zonage_discard"),
]
