import TestSupport
import Testing
import Topology

@Suite struct InventoryTests {
  private func pod(_ name: String, _ labels: [String: String], uid: String = "") -> Resource {
    .pod(Pod(metadata: Metadata(name: name, namespace: "shop", uid: uid, labels: labels)))
  }

  private func names(_ pods: [Pod]) -> [String] { pods.map(\.metadata.name) }

  @Test func `pods are found by every label of a selector, in their namespace only`() {
    var inventory = Inventory([
      pod("a", ["app": "web", "tier": "front"]), pod("b", ["app": "web"]), pod("c", ["app": "api"]),
    ])
    inventory.apply(
      .applied(.pod(Pod(metadata: Metadata(name: "d", namespace: "x", labels: ["app": "web"])))))
    #expect(names(inventory.pods(in: "shop", matching: ["app": "web"])) == ["a", "b"])
    #expect(names(inventory.pods(in: "shop", matching: ["app": "web", "tier": "front"])) == ["a"])
    #expect(inventory.pods(in: "shop", matching: ["app": "web", "tier": "no"]).isEmpty)
    #expect(inventory.pods(in: "shop", matching: [:]).isEmpty)
    #expect(inventory.podNamespaces.sorted() == ["shop", "x"])
  }

  @Test func `the index follows labels that change and pods that go`() {
    var inventory = Inventory([pod("a", ["app": "web"]), pod("b", ["app": "web"])])
    inventory.apply(.applied(pod("a", ["app": "api"])))
    #expect(names(inventory.pods(in: "shop", matching: ["app": "web"])) == ["b"])
    #expect(names(inventory.pods(in: "shop", matching: ["app": "api"])) == ["a"])
    inventory.apply(.deleted(ObjectReference("Pod", "shop", "b")))
    #expect(inventory.pods(in: "shop", matching: ["app": "web"]).isEmpty)
    #expect(names(inventory.pods(in: "shop")) == ["a"])
  }

  @Test func `the index answers as a walk over all pods does`() {
    var inventory = Inventory()
    var known: [String: [String: String]] = [:]
    for step in 0..<2000 {
      let name = "pod-\(step * 7919 % 97)"
      if step % 3 == 2 {
        known[name] = nil
        inventory.apply(.deleted(ObjectReference("Pod", "shop", name)))
      } else {
        let labels = ["app": "app-\(step % 5)", "shard": "\(step % 3)", "own": "\(step % 41)"]
        known[name] = step % 11 == 0 ? [:] : labels
        inventory.apply(.applied(pod(name, known[name] ?? [:])))
      }
      let selector = ["app": "app-\(step % 5)", "shard": "\(step % 2)"]
      let expected = known.filter { labels in
        selector.allSatisfy { labels.value[$0.key] == $0.value }
      }
      #expect(names(inventory.pods(in: "shop", matching: selector)) == expected.keys.sorted())
      #expect(inventory.podCount(in: "shop") == known.count)
    }
    #expect(names(inventory.pods(in: "shop")) == known.keys.sorted())
  }

  @Test func `a list swaps its kind at once and leaves others alone`() {
    var inventory = Inventory([
      pod("a", [:]), pod("b", [:]), .node(Node(metadata: Metadata(name: "node-1"))),
    ])
    inventory.apply(.listed(kind: .pod, resources: [pod("b", [:]), pod("c", [:])]))
    #expect(names(inventory.sortedPods) == ["b", "c"])
    #expect(inventory.node("node-1") != nil)
    inventory.apply(.listed(kind: .ingress, resources: []))
    #expect(inventory.counts.pods == 2)
  }

  @Test func `slices move with their label`() {
    func slice(_ service: String) -> Resource {
      .endpointSlice(
        EndpointSlice(metadata: Metadata(name: "s", namespace: "shop"), service: service))
    }
    var inventory = Inventory([slice("web")])
    inventory.apply(.applied(slice("api")))
    #expect(inventory.slices(of: NamespacedName("shop", "web")).isEmpty)
    #expect(inventory.slices(of: NamespacedName("shop", "api")).count == 1)
    inventory.apply(.deleted(ObjectReference("EndpointSlice", "shop", "s")))
    #expect(inventory.slices(of: NamespacedName("shop", "api")).isEmpty)
  }

  @Test func `a copy stays as it was`() {
    var inventory = Inventory([pod("a", ["app": "web"])])
    let copy = inventory
    inventory.apply(.deleted(ObjectReference("Pod", "shop", "a")))
    #expect(copy.pod(NamespacedName("shop", "a")) != nil)
    #expect(copy.revision < inventory.revision)
    #expect(copy.kindRevisions["Pod"] != inventory.kindRevisions["Pod"])
  }

  @Test func `the workload of a pod is the top of its owners`() {
    let deployment = Workload(
      metadata: Metadata(name: "web", namespace: "shop", uid: "d"), kind: .deployment)
    let set = Workload(
      metadata: Metadata(
        name: "web-1", namespace: "shop", uid: "r",
        owner: .init(kind: "Deployment", name: "web", uid: "d")), kind: .replicaSet)
    var member = Pod(metadata: Metadata(name: "web-1-x", namespace: "shop"))
    member.metadata.owner = .init(kind: "ReplicaSet", name: "web-1", uid: "r")
    let inventory = Inventory([.workload(deployment), .workload(set), .pod(member)])
    #expect(inventory.workload(of: member)?.metadata.name == "web")
    member.metadata.owner = .init(kind: "Job", name: "j", uid: "j")
    #expect(inventory.workload(of: member) == nil)
  }

  @Test func `any object is found by its reference`() {
    let inventory = Inventory([
      .namespace(Metadata(name: "shop")), pod("a", [:], uid: "u"),
      .service(Service(metadata: Metadata(name: "web", namespace: "shop", uid: "s"))),
      .generic(
        GenericResource(kind: .ingress, object: ["metadata": ["name": "i", "namespace": "shop"]])),
    ])
    #expect(inventory.metadata(of: ObjectReference("Pod", "shop", "a"))?.uid == "u")
    #expect(inventory.metadata(of: ObjectReference("Service", "shop", "web"))?.uid == "s")
    #expect(inventory.metadata(of: ObjectReference("Ingress", "shop", "i"))?.name == "i")
    #expect(inventory.metadata(of: ObjectReference("Namespace", "", "shop"))?.name == "shop")
    #expect(inventory.metadata(of: ObjectReference("Ingress", "shop", "no")) == nil)
  }

  @Test func `a Secret keeps its certificate and the names of the rest`() {
    let secret = Resource(
      [
        "metadata": ["name": "cert", "annotations": ["note": "hush"]],
        "data": ["tls.crt": "Q0VSVA==", "tls.key": "S0VZ"], "stringData": ["password": "hush"],
      ], kind: .secret)
    guard case .generic(let kept) = secret else {
      Issue.record("a Secret is a generic resource")
      return
    }
    #expect(
      kept.object["data"] == ["tls.crt": "Q0VSVA==", "tls.key": "", "password": ""])
    #expect(!kept.object.text.contains("hush"))
    #expect(!kept.object.text.contains("S0VZ"))
  }

  @Test func `Gateways of Istio and of the Gateway API are kept apart, and go one by one`() {
    let istio = ResourceKind(
      group: "networking.istio.io", version: "v1beta1", kind: "Gateway", plural: "gateways")
    let object: JSONValue = ["metadata": ["name": "public", "namespace": "shop"]]
    var inventory = Inventory([
      Resource(object, kind: .gateway), Resource(object, kind: istio),
    ])
    #expect(inventory.objects("Gateway").map(\.kind) == [.gateway])
    #expect(inventory.objects("Gateway.networking.istio.io").map(\.kind) == [istio])
    #expect(
      inventory.resources.filter { $0.kindName.hasPrefix("Gateway") }.map(\.reference.description)
        .sorted() == ["gateway.networking.istio.io/shop/public", "gateway/shop/public"])
    // The place in the API is what it was.
    #expect(istio.path() == "/apis/networking.istio.io/v1beta1/gateways")
    inventory.apply(.listed(kind: istio, resources: []))
    #expect(inventory.objects("Gateway.networking.istio.io").isEmpty)
    #expect(inventory.objects("Gateway").count == 1)
    inventory.apply(.applied(Resource(object, kind: istio)))
    inventory.apply(.deleted(ObjectReference("Gateway", "shop", "public")))
    #expect(inventory.objects("Gateway").isEmpty)
    #expect(inventory.objects("Gateway.networking.istio.io").count == 1)
  }
}
