"""Shut GDAL's doors to server files and to the network; runs before GDAL is loaded.

GDAL opens a file by its content, whatever its name says, and some of its many drivers
open further files or addresses that the content names. Only the drivers this program
writes and reads stay registered, and nothing of GDAL or PROJ may reach the network.
"""

import os

KEPT_DRIVERS = frozenset(
    {
        "COG",
        "ESRI Shapefile",
        "GPKG",
        "GPX",
        "GTiff",
        "GeoJSON",
        "JPEG",
        "LIBKML",
        "MBTiles",
        "MEM",
        "MVT",
        "Memory",
        "PMTiles",
        "PNG",
        "SQLite",
        "WEBP",
    }
)
"""Drivers that stay. MBTiles, MVT and SQLite are what PMTiles is written with."""

# Every other driver in the wheels of pyogrio (GDAL 3.12) and rasterio (GDAL 3.10);
# tests/geo/test_guards.py fails when a new wheel brings one that is not listed.
_SKIPPED_DRIVERS = """
AAIGrid,ACE2,ADBC,ADRG,AIG,AirSAR,AIVector,AmigoCloud,AVCBin,AVCE00,BAG,BIGGIF,BLX,BMP,BSB,BT,
BYN,CALS,Carto,CEOS,COASP,COSAR,CPG,CSV,CSW,CTable2,CTG,DAAS,DERIVED,DGN,DIMAP,DIPEx,DOQ1,DOQ2,
DTED,DXF,ECRGTOC,EDIGEO,EEDA,EEDAI,EHdr,EIR,ELAS,Elasticsearch,ENVI,ERS,ESAT,ESRIC,ESRIJSON,FAST,
FIT,FlatGeobuf,GDALG,GenBin,GeoJSONSeq,GeoRSS,GFF,GIF,GML,GNMDatabase,GNMFile,GPSBabel,
GRASSASCIIGrid,GRIB,GS7BG,GSAG,GSBG,GSC,GTFS,GTI,GTX,GXF,HDF5,HDF5Image,HF2,HFA,HTTP,Idrisi,ILWIS,
IRIS,ISCE,ISG,ISIS2,ISIS3,JAXAPALSAR,JDEM,JML,JP2OpenJPEG,JSONFG,KML,KMLSUPEROVERLAY,KRO,L1B,LAN,
LCP,Leveller,LOSLAS,LVBAG,MAP,MapInfo File,MapML,MFF,MFF2,MiraMonVector,MRF,MSGN,NDF,netCDF,
NGSGEOID,NGW,NITF,NOAA_B,NSIDCbin,NTv2,NWT_GRC,NWT_GRD,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,
OpenFileGDB,OSM,OZI,PAux,PCIDSK,PCRaster,PDF,PDS,PDS4,PGDUMP,PLMOSAIC,PLSCENES,PNM,PRF,R,Rasterlite,
RIK,RMF,ROI_PAC,RPFTOC,RRASTER,RS2,RST,S102,S104,S111,S57,SAFE,SAGA,SAR_CEOS,SDTS,Selafin,SENTINEL2,
SGI,SIGDEM,SNAP_TIFF,SNODAS,SRP,SRTMHGT,STACIT,STACTA,SXF,Terragen,TGA,TIL,TopoJSON,TSX,USGSDEM,VDV,
VFK,VICAR,VRT,WAsP,WCS,WFS,WMS,WMTS,XLSX,XPM,XYZ,Zarr,ZMap
"""

_SETTINGS = {
    "GDAL_SKIP": "".join(_SKIPPED_DRIVERS.splitlines()),
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:1",
    "GDAL_HTTPS_PROXY": "http://127.0.0.1:1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "PROJ_NETWORK": "OFF",
    # Each wheel lacks some of the drivers above and would say so on the terminal;
    # errors reach Python by handlers of their own.
    "CPL_LOG": os.devnull,
}


def close_doors() -> None:
    """Set the environment that GDAL and PROJ read when they are first loaded."""
    os.environ.update(_SETTINGS)


def open_drivers() -> frozenset[str]:
    """Return the names of drivers that are registered although they should not be.

    Empty when the doors are shut. Not empty when pyogrio was imported before `geo`.
    """
    import pyogrio  # noqa: PLC0415 - must come after `close_doors`

    return frozenset(pyogrio.list_drivers()) - KEPT_DRIVERS


close_doors()
