"""A worker that signs in with OAuth waits for the endpoint that issues tokens; an answer that refuses it ends it."""

from collections.abc import Callable, Iterator

import pytest

from tests.kafka.harness import LoopInThread, count_ids, read_outcomes, send, unique_settings
from tests.support.local_broker import KafkaBroker
from tests.support.token_endpoint import TokenEndpoint
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

UNAVAILABLE = (503, {"message": "try later"})
REFUSED = (401, {"error": "invalid_client", "error_description": "unknown client"})


@pytest.fixture(scope="module")
def oauth_broker(kafka: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A broker that takes unsigned tokens."""
    login = (
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required "
        'unsecuredLoginStringClaim_sub="broker";'
    )
    properties = {
        "sasl.enabled.mechanisms": "OAUTHBEARER",
        "listener.name.sasl_plaintext.oauthbearer.sasl.jaas.config": login,
    }
    with KafkaBroker(kafka, properties=properties, listeners=("SASL_PLAINTEXT",)) as running:
        running.warm_up()
        yield running


@pytest.fixture
def endpoint() -> Iterator[TokenEndpoint]:
    """The endpoint that issues tokens."""
    with TokenEndpoint() as running:
        yield running


def _settings(broker: KafkaBroker) -> Settings:
    settings = unique_settings(broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=1))
    send(settings, [b"a|ready"])
    return settings


def _with_tokens(settings: Settings, broker: KafkaBroker, url: str) -> Settings:
    security = {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "OAUTHBEARER",
        "sasl.oauthbearer.method": "oidc",
        "sasl.oauthbearer.client.id": "worker",
        "sasl.oauthbearer.client.secret": "secret",
        "sasl.oauthbearer.token.endpoint.url": url,
    }
    return settings.model_copy(update={"kafka_bootstrap_servers": broker.address("SASL_PLAINTEXT"), "kafka": security})


def test_a_worker_waits_for_the_endpoint_of_tokens(
    oauth_broker: KafkaBroker, endpoint: TokenEndpoint, start_loop: Callable[..., LoopInThread]
) -> None:
    """While the endpoint gives no token the worker says so and waits; then it works."""
    settings = _settings(oauth_broker)
    endpoint.refusal = UNAVAILABLE
    loop = start_loop(_with_tokens(settings, oauth_broker, endpoint.url))
    loop.wait_for(lambda: any("token endpoint" in reason for reason in loop.observer.all_reasons), 60)
    endpoint.refusal = None
    loop.wait_for(lambda: loop.observer.committed_records >= 1, 60)
    loop.wait_for(lambda: loop.observer.reasons == {})
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == {b"a": 1}


def test_an_endpoint_that_refuses_the_worker_ends_it_with_5(
    oauth_broker: KafkaBroker, endpoint: TokenEndpoint, start_loop: Callable[..., LoopInThread]
) -> None:
    """A wrong client id or secret is not waited for, and the line does not hold the secret."""
    settings = _settings(oauth_broker)
    endpoint.refusal = REFUSED
    loop = start_loop(_with_tokens(settings, oauth_broker, endpoint.url))
    assert loop.wait_until_end(30) == 5
    assert "invalid_client" in loop.reason
    assert "secret" not in loop.reason.replace("unknown client", "")
