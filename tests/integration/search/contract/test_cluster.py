"""The three nodes of `compose.yaml` without containers: its settings form a cluster, and the finder outlives a node.

The names of the containers become ports of loopback; memory is not locked, which an ordinary user may not do. All other
settings are read from the file. Loopback lets a node start though a check of the machine fails that would stop it in a
container; it says so, which is read here for the one that a machine's own setting decides.
"""

import io
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from search import backends, sync
from search.backends import Question
from search.elastic import indices
from search.elastic.client import execute
from tests import elasticsearch_server
from tests.factories.directory import service

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.slow]

COMPOSE = Path(__file__).resolve().parents[4] / "compose.yaml"


def services() -> dict[str, dict]:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


def settings_of_nodes() -> list[dict[str, str]]:
    """Return the settings of the file's three nodes, for one machine without containers."""
    nodes = {name: dict(node["environment"]) for name, node in services().items() if node["profiles"] == ["cluster"]}
    ports = {name: str(elasticsearch_server.free_port()) for name in nodes}
    for name, node in nodes.items():
        hosts = node["discovery.seed_hosts"].split(",")
        node["discovery.seed_hosts"] = ",".join(f"127.0.0.1:{ports[host]}" for host in hosts)
        node |= {"transport.port": ports[name], "discovery.type": "multi-node"}
        del node["bootstrap.memory_lock"]
    return list(nodes.values())


def test_the_three_nodes_form_a_cluster_and_the_finder_outlives_any_of_them(prison, needs, settings):
    service(prison, title="Grief group", needs=[needs["recent-death"]])
    sync.flush()
    with elasticsearch_server.cluster(*settings_of_nodes()) as nodes:
        settings.ELASTICSEARCH_URL = ",".join(node.url for node in nodes)
        settings.ELASTICSEARCH_INDEX, settings.ELASTICSEARCH_TIMEOUT = "cluster", 20
        call_command("search_migrate", stdout=io.StringIO())
        health = healthy(nodes=3, status="green")
        assert (health["cluster_name"], health["active_shards"]) == ("alongside", 2), "the listings and a copy of them"
        assert not any("max virtual memory areas" in said_by(node) for node in nodes), "vm.max_map_count plays no part"
        nodes[holding_the_listings()].kill()
        healthy(nodes=2, status="yellow")
        guarded = backends.backend()
        for _ in range(6):
            assert len(guarded.search(Question(prison.pk))) == 1
        assert guarded.breaker._failed == 0, "Elasticsearch itself answered each time"
        call_command("search_check", stdout=io.StringIO())


def said_by(node: elasticsearch_server.Server) -> str:
    said = (node.folder / "output").read_text(encoding="utf-8", errors="replace")
    assert "BootstrapChecks" in said or "bootstrap" in said, "what it said of the machine is in its output"
    return said


def healthy(*, nodes: int, status: str) -> dict:
    """Wait until the cluster has so many nodes and is as well as that."""
    wanted = {"wait_for_nodes": str(nodes), "wait_for_status": status, "timeout": "60s"}
    found = execute("health", lambda asked: asked.cluster.health(**wanted), timeout=90)
    assert not found["timed_out"]
    return dict(found)


def holding_the_listings() -> int:
    """Return the place of the node that holds the listings themselves, not their copy."""
    shards = execute("shards", lambda asked: asked.cat.shards(index=indices.names().read, format="json"), timeout=30)
    holder = next(shard["node"] for shard in shards.body if shard["prirep"] == "p")
    return ["one", "two", "three"].index(holder)


def test_the_file_runs_the_version_that_the_tests_run():
    images = {node["image"] for node in services().values()}
    assert images == {f"docker.elastic.co/elasticsearch/elasticsearch:{elasticsearch_server.VERSION}"}
    ports = [port for node in services().values() for port in node["ports"]]
    assert all(port.startswith("127.0.0.1:") for port in ports)
