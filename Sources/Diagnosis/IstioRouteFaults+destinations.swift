import Language
import Routing
import Topology

/// Where rules of VirtualServices lead.
extension IstioRouteFaults {
  func destinations(
    _ rule: IstioVirtualService.Rule, _ service: IstioVirtualService, in cluster: DiagnosedCluster
  ) -> [Fault] {
    if let name = rule.delegate { return delegate(name, rule, service, in: cluster) }
    let weights = rule.destinations.map { max(0, $0.weight ?? 0) }
    let sum = weights.reduce(0, +)
    return zip(rule.destinations, weights).compactMap { destination, weight in
      // Of several destinations those without weight get nothing.
      let isAlone = rule.destinations.count == 1
      guard isAlone || weight > 0 else { return nil }
      let isAll = isAlone || weight == sum
      let share: Message =
        isAll
        ? "its requests get 503" : "\(TraceWalk.percent(Double(weight) / Double(sum))) get 503"
      return fault(
        of: destination, Loss(grade: isAll ? .blocker : .degraded, words: share), service,
        in: cluster
      )?.on(route(of: rule, service, in: cluster))
    }
  }

  /// What a rule loses by a destination.
  struct Loss {
    let grade: Fault.Grade
    let words: Message
  }

  /// The route of the model that a rule makes, where it makes one only.
  func route(
    of rule: IstioVirtualService.Rule, _ service: IstioVirtualService, in cluster: DiagnosedCluster
  ) -> Route.ID? {
    let routes = cluster.routes.routes(of: service.reference)
      .filter { $0.terms?.field == rule.field }
    return routes.count == 1 ? routes[0].id : nil
  }

  private func delegate(
    _ name: NamespacedName, _ rule: IstioVirtualService.Rule, _ service: IstioVirtualService,
    in cluster: DiagnosedCluster
  ) -> [Fault] {
    let kind = ResourceKind.virtualService.kind
    let known = cluster.istio.services[name]
    guard known?.isDelegate != true,
      cluster.knows(kind, in: name.namespace, from: service.namespace)
    else { return [] }
    return [
      Fault(
        "vs-destination-missing", .blocker, service.reference, field: "\(rule.field).delegate",
        says: known == nil
          ? "VirtualService \(name), which has the rules, does not exist: requests get 404."
          : "VirtualService \(name) has hosts of its own, so it is no delegate: requests get 404.",
        fix: known == nil
          ? "Create it, or correct its name and namespace." : "Remove its hosts and gateways.")
    ]
  }

  private func fault(
    of destination: IstioDestination, _ loss: Loss, _ service: IstioVirtualService,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    let host = destination.host
    guard !cluster.istio.hasEntry(host) else {
      return subset(of: destination, loss, service, in: cluster)
    }
    guard let name = IstioHosts.service(host) else {
      return unknown(destination, loss, service, in: cluster)
    }
    guard IstioHosts.isOwn(host),
      cluster.knows("Service", in: name.namespace, from: service.namespace)
    else { return nil }
    guard let target = cluster.inventory.service(name) else {
      let own = cluster.inventory.serviceNames(in: name.namespace)
      return Fault(
        "vs-destination-missing", loss.grade, service.reference, field: "\(destination.field).host",
        says: "Service \(name.name) does not exist in namespace \(name.namespace): \(loss.words).",
        fix: Spelling.nearest(to: name.name, in: own).map { "Correct the name: there is \($0)." }
          ?? "Create the Service, or correct the host; a short one is of \(service.namespace).")
    }
    return port(of: destination, target, loss, service)
      ?? subset(of: destination, loss, service, in: cluster)
  }

  /// A host that is no name of a Service, and that no ServiceEntry has.
  private func unknown(
    _ destination: IstioDestination, _ loss: Loss, _ service: IstioVirtualService,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    let labels = destination.host.split(separator: ".").map(String.init)
    guard !destination.host.isEmpty, !destination.host.hasPrefix("*"),
      !cluster.unreadable.contains(ResourceKind.serviceEntry.kind), cluster.extent != .namespace
    else { return nil }
    let short = labels.count > 1 ? NamespacedName(labels[1], labels[0]) : nil
    let isShort = short.flatMap(cluster.inventory.service) != nil
    return Fault(
      "vs-destination-missing", loss.grade, service.reference, field: "\(destination.field).host",
      says: "\(destination.host) is no full name of a Service, and no ServiceEntry has it: "
        + "\(loss.words).",
      fix: isShort
        ? "Write \(labels[0]).\(labels[1]).svc.cluster.local."
        : "Create a ServiceEntry with this host, or correct it.")
  }

  private func port(
    of destination: IstioDestination, _ target: Service, _ loss: Loss,
    _ service: IstioVirtualService
  ) -> Fault? {
    let ports = target.ports.map { "\($0.number)" }.joined(separator: ", ")
    guard let number = destination.port else {
      guard target.ports.count > 1 else { return nil }
      return Fault(
        "vs-destination-port-required", loss.grade, service.reference, field: destination.field,
        says:
          "Service \(target.metadata.key) has several ports, and none is stated: \(loss.words).",
        fix: "State one of them in port.number: \(ports).")
    }
    guard target.port(.number(number)) == nil, !target.ports.isEmpty else { return nil }
    return Fault(
      "vs-destination-missing", loss.grade, service.reference,
      field: "\(destination.field).port.number",
      says: "Service \(target.metadata.key) has no port \(number): \(loss.words).",
      fix: "Use a port that it has: \(ports).")
  }

  private func subset(
    of destination: IstioDestination, _ loss: Loss, _ service: IstioVirtualService,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    let index = cluster.istio
    guard !destination.subset.isEmpty,
      index.labels(of: destination.subset, of: destination.host, from: service.namespace) == nil,
      !cluster.unreadable.contains(ResourceKind.destinationRule.kind), cluster.extent != .namespace
    else { return nil }
    let rules = index.rules(for: destination.host, from: service.namespace)
    let names = rules.flatMap { $0.subsets.map(\.name) }
    let fix: Message =
      names.isEmpty
      ? "Create a DestinationRule for \(destination.host) with this subset."
      : "Add the subset to DestinationRule \(rules[0].resource.metadata.key), or use one of: "
        + "\(names.joined(separator: ", "))."
    return Fault(
      "vs-subset-missing", loss.grade, service.reference, field: "\(destination.field).subset",
      says: "No DestinationRule for \(destination.host) has subset \(destination.subset): "
        + "\(loss.words).", fix: fix)
  }
}
