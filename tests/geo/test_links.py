"""Links of map services: real forms with their position, and links that hold none."""

import pytest

from geo.errors import PlaceError
from geo.notation.links import read_link
from geo.notation.reading import Reading

LAT, LON = 11.5564, 104.9282
PLACE = "https://www.google.com/maps/place"
ROUTE = "https://www.google.com/maps/dir"


@pytest.mark.parametrize(
    ("link", "error_m"),
    [
        ("https://www.google.com/maps/@11.5564,104.9282,17z", 100),
        ("https://www.google.com/maps/@11.5564,104.9282,3a,75y,90h/data=!3m6!1e1", 100),
        ("https://www.google.co.kr/maps?q=11.5564,104.9282&z=15", 10),
        ("https://maps.google.com/?q=loc:11.5564,104.9282", 10),
        ("maps.google.com/?q=11.5564,104.9282(gate)", 10),
        ("https://maps.google.com/maps?q=Gate&ll=11.5564,104.9282", 10),
        ("https://maps.google.com/?ll=11.5564,104.9282", 10),
        ("https://www.google.com/maps/search/?api=1&query=11.5564%2C104.9282", 10),
        ("https://www.google.com/maps/search/11.5564,+104.9282?entry=tts", 10),
        (f"{PLACE}/Gate/@11.1,104.1,12z/data=!4m6!3m5!1s0x31!8m2!3d11.5564!4d104.9282!16s", 10),
        (f"{PLACE}/Gate/@11.5564,104.9282,12z", 100),
        (f"{PLACE}/11.5564,104.9282/@11.1,104.1,12z", 10),
        (f"{ROUTE}/?api=1&origin=10.6,103.5&destination=11.5564,104.9282", 10),
        (f"{ROUTE}/10.6,103.5/11.5564,104.9282/@11.1,104.1,8z", 10),
        (f"{ROUTE}/A/B/@11,104,9z/data=!2m2!1d103.5!2d10.6!1m5!2m2!1d104.9282!2d11.5564!3e0", 10),
        ("https://maps.google.com/maps?saddr=10.6,103.5&daddr=11.5564,104.9282", 10),
        ("https://www.google.com/maps/embed?pb=!1m18!1d3152.8!2d104.9282!3d11.5564!2m3!1f0", 100),
        ("comgooglemaps://?q=11.5564,104.9282", 10),
        ("https://map.naver.com/v5/?c=104.9282,11.5564,15,0,0,0,dh", 100),
        ("https://map.naver.com/?lat=11.5564&lng=104.9282", 10),
        ("https://map.naver.com/index.nhn?elng=104.9282&elat=11.5564&menu=route", 10),
        ("https://map.naver.com/p/directions/103.5,10.6,A/104.9282,11.5564,B/-/car", 10),
        ("nmap://place?lat=11.5564&lng=104.9282&name=A&appname=x", 10),
        ("nmap://route/car?slat=10.6&slng=103.5&dlat=11.5564&dlng=104.9282", 10),
        ("https://map.kakao.com/link/map/11.5564,104.9282", 10),
        ("https://map.kakao.com/link/map/%EB%8C%80%EC%82%AC%EA%B4%80,%201,11.5564,104.9282", 10),
        ("https://map.kakao.com/link/to/gate,11.5564,104.9282", 10),
        ("https://map.kakao.com/link/roadview/11.5564,104.9282", 10),
        ("kakaomap://look?p=11.5564,104.9282", 10),
        ("https://www.openstreetmap.org/#map=15/11.5564/104.9282", 100),
        ("https://www.openstreetmap.org/?mlat=11.5564&mlon=104.9282#map=5/1.0/2.0", 10),
        ("https://www.openstreetmap.org/directions?route=10.6,103.5;11.5564,104.9282", 10),
        ("https://maps.apple.com/?ll=11.5564,104.9282&q=Pin", 10),
        ("https://maps.apple.com/place?coordinate=11.5564,104.9282", 10),
        ("https://waze.com/ul?ll=11.5564,104.9282&navigate=yes", 10),
        ("waze.com/ul?ll=11.5564,104.9282", 10),
        ("https://ul.waze.com/ul?ll=11.5564%2C104.9282&zoom=17", 10),
        ("https://www.waze.com/live-map/directions?to=ll.11.5564%2C104.9282", 10),
        ("waze://?ll=11.5564,104.9282", 10),
        ("https://www.bing.com/maps?cp=11.5564~104.9282&lvl=15", 100),
        ("bing.com/maps?cp=11.5564~104.9282", 100),
        ("https://bing.com/maps/default.aspx?cp=1.0~2.0&sp=point.11.5564_104.9282_Gate", 10),
        ("https://bing.com/maps?rtp=pos.10.6_103.5_A~pos.11.5564_104.9282_B", 10),
        ("geo:11.5564,104.9282", 10),
        ("geo:11.5564,104.9282,30;crs=wgs84;u=35", 35),
        ("geo:0,0?q=11.5564,104.9282(gate)", 10),
        ("GEO:11.5564,104.9282?z=15", 10),
        ("내 위치: https://maps.google.com/?q=11.5564,104.9282 입니다", 10),
    ],
)
def test_links_with_a_position(link: str, error_m: float) -> None:
    reading = read_link(link)
    assert isinstance(reading, Reading)
    assert (reading.lat, reading.lon, reading.error_m) == (LAT, LON, error_m)


def test_old_naver_links_are_in_web_mercator() -> None:
    # x = R * lon, y = R * ln(tan(45 + lat / 2)), R = 6378137
    link = "https://map.naver.com/v5/entry/address/11680553.79,1295261.09,A?c=15.00,0,0,0,dh"
    reading = read_link(link)
    assert isinstance(reading, Reading)
    assert reading.lat == pytest.approx(11.5564, abs=1e-4)
    assert reading.lon == pytest.approx(104.9282, abs=1e-4)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://www.google.com/maps/search/?api=1&query=Phnom+Penh", "Phnom Penh"),
        ("https://www.google.com/maps/place/Bavet/", "Bavet"),
        (f"{ROUTE}/Kampot/Phnom+Penh/", "Phnom Penh"),
        ("https://www.google.com/maps/search/HW4H%2BH7+Phnom+Penh", "HW4H+H7 Phnom Penh"),
        ("https://www.google.com/maps?q=HW4H+H7+Phnom+Penh", "HW4H+H7 Phnom Penh"),
        (
            f"{PLACE}/11%C2%B033'23.0%22N+104%C2%B055'41.5%22E/@11.5,104.9,17z",
            "11°33'23.0\"N 104°55'41.5\"E",
        ),
        ("https://plus.codes/7P36HW4H+H7", "7P36HW4H+H7"),
        ("https://map.kakao.com/?q=%EB%B0%94%EB%B2%B3", "바벳"),
        ("https://map.kakao.com/link/search/Bavet", "Bavet"),
        ("https://map.naver.com/p/search/Bavet?c=15.00,0,0,0,dh", "Bavet"),
        ("geo:0,0?q=Bavet", "Bavet"),
        ("https://waze.com/ul?q=Bavet", "Bavet"),
        ("https://www.bing.com/maps?q=Bavet", "Bavet"),
    ],
)
def test_links_that_only_name_a_place(link: str, words: str) -> None:
    assert read_link(link) == words


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("https://maps.app.goo.gl/abcdefgh", "open it and paste the long one"),
        ("https://goo.gl/maps/abc", "open it and paste the long one"),
        ("naver.me/abc", "open it and paste the long one"),
        ("https://kko.to/abc", "open it and paste the long one"),
        ("https://kko.kakao.com/abc", "open it and paste the long one"),
        ("https://osm.org/go/abc", "open it and paste the long one"),
        ("https://map.kakao.com/?urlX=523920&urlY=1084020&urlLevel=3", "ends at Korea's borders"),
        ("https://map.kakao.com/link/map/18577297", "holds no position"),
        ("https://map.naver.com/p/?c=15.00,0,0,0,dh", "holds no position"),
        ("https://www.google.com/maps", "holds no position"),
        ("https://www.google.com/maps/@nan,nan,3z", "holds no position"),
        ("https://www.openstreetmap.org/", "holds no position"),
        ("https://www.openstreetmap.org/#map=15/1e9/2", "holds no position"),
        ("https://maps.apple.com/", "holds no position"),
        ("https://www.google.com/search?q=11.5,104.9", "is no map link"),
        ("https://example.org/?q=11.5,104.9", "of no map service"),
        ("https://google.com.example.org/maps?q=11.5,104.9", "of no map service"),
        ("https://kakaot.example/x", "of no map service"),
        ("https://waze.com/ul?navigate=yes", "holds no position"),
        ("https://www.bing.com/maps?cp=x~y", "holds no position"),
        ("https://www.bing.com/search?q=11.5,104.9", "is no map link"),
        ("https://waze.com.example.org/ul?ll=11.5,104.9", "of no map service"),
        ("geo:91.5", "holds no position"),
        ("geo:nan,nan", "holds no position"),
        ("geo:11.5,104.9;crs=epsg32648", "only wgs84"),
        ("geo:11.5,104.9;u=nan", "no number of metres"),
        ("http://[::1", "broken link"),
        ("https://maps.google.com/?" + "a=1&" * 200, "broken link"),
        ("https://maps.google.com/?q=" + "1" * 3000, "too long"),
        ("https://maps.google.com/?q=1,2 https://maps.google.com/?q=3,4", "holds 2 links"),
    ],
)
def test_links_without_a_position(link: str, why: str) -> None:
    with pytest.raises(PlaceError, match=why) as caught:
        read_link(link)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("text", ["Bavet", "11.5564, 104.9282", "geography", "48PVT9217077502"])
def test_what_is_no_link(text: str) -> None:
    assert read_link(text) is None
