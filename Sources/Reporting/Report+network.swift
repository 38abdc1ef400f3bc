import Diagnosis
import Language
import Topology

extension Report {
  /// The network with the load balancers of the selection only; the rest concerns all namespaces.
  func network(_ selection: Selection) -> ClusterNetwork {
    ClusterNetwork(inventory, unreadable: diagnosis.unreadableKinds)
      .balancing { selection.includes($0) }
  }

  /// The value of `get network`.
  func networkJSON(_ selection: Selection) -> JSONValue {
    let network = network(selection)
    return .object([
      "apiVersion": "sluice/v1", "kind": "Network",
      "plugins": .array(network.plugins.map(\.json)), "proxy": network.proxy.json,
      "podRanges": .array(network.podRanges.map(\.json)),
      "serviceRanges": .array(network.serviceRanges.map(\.json)),
      "nodes": .array(network.nodes.map(\.json)), "pools": .array(network.pools.map(\.json)),
      "peers": .array(network.peers.map(\.json)),
      "loadBalancers": .array(network.balancers.map(\.json)),
      "conflicts": .array(network.conflicts.map(\.json)),
      "unreadable": words(network.unreadable),
    ])
  }

  /// Whether nothing at all is known, or no load balancer has the name that was asked for.
  func isNetworkEmpty(_ selection: Selection) -> Bool {
    let network = network(selection)
    guard selection.name == nil else { return network.balancers.isEmpty }
    return network.plugins.isEmpty && network.nodes.isEmpty && network.balancers.isEmpty
  }
}

private func text(_ value: String?) -> JSONValue { value.map { .string($0.cleaned) } ?? .null }

private func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }

private func flag(_ value: Bool?) -> JSONValue { value.map { .bool($0) } ?? .null }

private func words(_ values: some Sequence<String>) -> JSONValue { .array(values.map { text($0) }) }

extension String {
  /// nil where nothing is written.
  fileprivate var known: String? { isEmpty ? nil : self }
}

extension NetworkPluginState {
  fileprivate var json: JSONValue {
    .object([
      "name": text(name), "role": .string(role.rawValue), "version": text(version.known),
      "agent": text(agent?.description), "ready": number(ready), "wanted": number(wanted),
      "recognisedBy": words(evidence.map(\.english)),
      "encapsulation": text(encapsulation?.word),
      "encapsulationSource": text(encapsulationSource.known),
      "routing": text(routing?.rawValue), "mtu": number(largestPacket),
      "addressing": text(addressing.known), "asn": number(systemNumber), "mesh": flag(isMesh),
      "podRanges": .array(ranges.map(\.json)), "enforces": words(enforces.map(\.kind)),
      "mayEnforce": words(mayEnforce.map(\.kind)), "replacesKubeProxy": flag(replacesProxy),
      "endOfLife": .bool(isAbandoned),
      "settings": .array(
        settings.map {
          .object(["name": text($0.name), "value": text($0.value), "source": text($0.source)])
        }),
    ])
  }
}

extension ServiceProxyState {
  fileprivate var json: JSONValue {
    .object([
      "name": text(name), "mode": text(mode), "source": text(source.known),
      "agent": text(agent?.description), "ready": number(ready), "wanted": number(wanted),
    ])
  }
}

extension NetworkRange {
  fileprivate var json: JSONValue { .object(["range": text(range), "source": text(source)]) }
}

extension NodeNetwork {
  fileprivate var json: JSONValue {
    .object([
      "name": text(name), "address": text(address.known), "podRanges": words(ranges),
      "source": text(source.known), "used": flag(isUsed), "tunnel": text(tunnel.known),
      "asn": number(systemNumber), "networkReady": .bool(isSetUp), "trouble": text(trouble.known),
    ])
  }
}

extension AddressPool {
  fileprivate var json: JSONValue {
    .object([
      "owner": text(owner), "name": text(name), "use": .string(use.rawValue),
      "range": text(range), "encapsulation": text(encapsulation?.word),
      "disabled": .bool(isDisabled), "natOutgoing": flag(isTranslated),
      "nodes": text(nodeSelector.known), "source": text(source),
    ])
  }
}

extension RoutingPeer {
  fileprivate var json: JSONValue {
    .object([
      "owner": text(owner), "name": text(name), "address": text(address),
      "asn": number(systemNumber), "ownAsn": number(ownNumber), "nodes": text(nodes.known),
      "established": number(established), "sessions": number(sessions), "source": text(source),
    ])
  }
}

extension LoadBalancerState {
  fileprivate var json: JSONValue {
    .object([
      "namespace": text(service.namespace), "name": text(service.name),
      "provider": text(provider), "recognisedBy": text(evidence?.english),
      "scheme": text(scheme?.rawValue), "addresses": words(addresses),
      "class": text(className.known), "sourceRanges": words(sourceRanges),
      "healthCheckNodePort": number(healthCheckNodePort == 0 ? nil : healthCheckNodePort),
      "externalTrafficPolicy": .string(trafficPolicy.rawValue),
      "settings": .array(
        settings.map {
          .object([
            "name": text($0.name), "value": text($0.value), "says": text($0.says.english),
          ])
        }),
      "pending": words(pending.map(\.english)), "remarks": words(remarks.map(\.english)),
    ])
  }
}

extension NetworkConflict {
  fileprivate var json: JSONValue {
    .object([
      "kind": .string(kind.rawValue), "severity": .string(isSevere ? "fault" : "warning"),
      "fault": text(fault), "says": text(says.english),
      "objects": words(objects.map(\.description)),
    ])
  }
}
