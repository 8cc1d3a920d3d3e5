"""Too many requests in a minute are refused, with the time to wait; every answer tells what is left."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from tests.client import Keyed

AWAY = {"rates": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.fixture
def scarce(settings):
    settings.REQUESTS_PER_MINUTE_KEY = settings.REQUESTS_PER_MINUTE_ANONYMOUS = 2
    caches["rates"].clear()
    yield
    caches["rates"].clear()


def statuses(client: Keyed, path: str) -> list[int]:
    return [client.read(path).status_code for _ in range(5)]


@pytest.mark.parametrize("who", ["key", "anonymous"])
def test_more_requests_than_a_minute_holds_are_refused_with_the_time_to_wait(cast, scarce, who):
    client, path = (Keyed(cast.author), "articles/") if who == "key" else (Keyed(), "public/articles/")
    assert 429 in statuses(client, path)
    refused = client.read(path)
    assert refused["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused["Retry-After"]) <= 61


def test_every_answer_tells_what_is_left(cast, settings):
    settings.REQUESTS_PER_MINUTE_KEY = 100
    answer = Keyed(cast.author).read("articles/")
    assert answer["RateLimit-Policy"] == '"minute";q=100;w=60'
    assert answer["RateLimit"].startswith('"minute";r=99;t=')


def test_one_key_does_not_use_up_anothers_minute(cast, scarce):
    statuses(Keyed(cast.author), "articles/")
    assert Keyed(cast.author).read("articles/").status_code == 200


def test_without_redis_requests_pass(cast, scarce):
    with override_settings(CACHES=caches.settings | AWAY):
        assert statuses(Keyed(cast.author), "articles/") == [200] * 5


def test_whoever_claims_another_address_gets_no_minute_of_its_own(client, db):
    path = "/api/v1/public/articles/"
    left = [client.get(path, headers={"X-Forwarded-For": f"203.0.113.{n}"})["RateLimit"].split(";")[1] for n in range(2)]
    assert left[0] != left[1]
