import HashTreeCollections
import Topology

extension Controllers {
  /// Writes the load balancer's address, the slices and the Endpoints of a Service.
  mutating func reconcileService(_ name: NamespacedName, in store: isolated ObjectStore) {
    guard let service = store.get(.service, name),
      service["metadata"]["deletionTimestamp"].isNull
    else { return }
    reconcileLoadBalancer(service, in: store)
    let value = Service(service)
    let existing = inventory.slices(of: name).compactMap {
      store.get(.endpointSlice, $0.metadata.key)
    }
    guard value.isSelecting else {
      guard value.exposure != .externalName else { return }
      let endpoints = store.get(.endpoints, name) ?? .null
      let wanted = DesiredSlices.mirrored(endpoints, of: service)
      replace(existing, by: wanted, DesiredSlices.mirror, service, in: store)
      return
    }
    let pods = inventory.pods(in: name.namespace, matching: value.selector)
    let nodes = inventory.nodes
    let wanted = DesiredSlices.slices(for: service, pods: pods) { nodes[$0] }
    replace(existing, by: wanted, DesiredSlices.manager, service, in: store)
    replace(existing, by: [], DesiredSlices.mirror, service, in: store)
    guard let endpoints = DesiredEndpoints.endpoints(for: service, pods: pods, node: { nodes[$0] })
    else { return }
    write(endpoints, .endpoints, over: store.get(.endpoints, name), service, in: store)
  }

  /// Makes the slices of one writer those that are wanted; other writers' slices stay.
  private mutating func replace(
    _ existing: [JSONValue], by wanted: [JSONValue], _ manager: String, _ service: JSONValue,
    in store: isolated ObjectStore
  ) {
    var held: [String: JSONValue] = [:]
    for slice in existing
    where slice["metadata"]["labels"][DesiredSlices.managerLabel].string == manager {
      held[Metadata(slice).name] = slice
    }
    for slice in wanted {
      let old = held.removeValue(forKey: Metadata(slice).name)
      write(slice, .endpointSlice, over: old, service, in: store)
    }
    let surplus = held.values.map { Metadata($0).key }.sorted()
    perform(surplus.map { .delete(.endpointSlice, $0) }, for: service, in: store)
  }

  /// Writes an object unless it stands like that already.
  private mutating func write(
    _ object: JSONValue, _ kind: ResourceKind, over old: JSONValue?, _ service: JSONValue,
    in store: isolated ObjectStore
  ) {
    guard var new = old else {
      perform([.create(kind, object)], for: service, in: store)
      return
    }
    for key in ["ports", "endpoints", "subsets"] { new[key] = object[key] }
    new["metadata"]["labels"] = object["metadata"]["labels"]
    if new != old { perform([.update(kind, new)], for: service, in: store) }
  }

  private mutating func reconcileLoadBalancer(
    _ service: JSONValue, in store: isolated ObjectStore
  ) {
    let name = Metadata(service).key
    warnOfWait(service, in: store)
    let changed = AddressRules.withLoadBalancer(service, plan) { address in
      !inventory.services(withAddress: address).contains { other in
        other != name
          && inventory.services[other]?.loadBalancerAddresses.contains(address) ?? false
      }
    }
    guard let changed else { return }
    perform([.updateStatus(.service, changed)], for: service, in: store)
  }

  /// Says once why a Service waits for its load balancer, where it is to wait.
  private mutating func warnOfWait(_ service: JSONValue, in store: isolated ObjectStore) {
    let balancer = PlayedBalancer(service)
    guard balancer.isPending, service["spec"]["type"].string == "LoadBalancer" else { return }
    let warning = balancer.warning
    let note = EventNote(
      about: service, isWarning: true, reason: warning.reason, message: warning.message,
      component: "service-controller")
    guard store.get(.event, NamespacedName(note.namespace, note.name)) == nil else { return }
    perform([.record(note)], for: service, in: store)
  }

  mutating func reconcileIngress(_ name: NamespacedName, in store: isolated ObjectStore) {
    guard let ingress = store.get(.ingress, name) else { return }
    let classes = inventory.objects("IngressClass")
    guard let changed = AddressRules.withAddress(ingress, classes: classes) else { return }
    perform([.updateStatus(.ingress, changed)], for: ingress, in: store)
  }
}
