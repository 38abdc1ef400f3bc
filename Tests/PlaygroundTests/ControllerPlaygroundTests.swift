import Foundation
import Playground
import TestSupport
import Testing
import Topology

@Suite(.serialized, .realTime) struct ControllerPlaygroundTests {
  /// What scripts see of a pod: everything but times, versions and UIDs.
  private static func facts(_ pod: Pod) -> [String] {
    [
      pod.metadata.name, pod.node, pod.addresses.first ?? "", pod.phase,
      String(pod.isReady),
    ]
  }

  @Test func `manifests become the same cluster with and without listeners`() async throws {
    let objects = [
      Manifest.workload("Deployment", "web", replicas: 7),
      Manifest.workload("StatefulSet", "db", labels: ["app": "db"]),
      Manifest.workload("DaemonSet", "log", replicas: nil, labels: ["app": "log"]),
      Manifest.pod("odd", annotations: ["demo/ready": "false"]), Manifest.service("web"),
      Manifest.service("lb", spec: ["type": "LoadBalancer"]),
    ]
    let offline = await Playground.offline(manifests: objects) { 1_700_000_000 }
    #expect(offline.refusals.isEmpty)
    try await PodFixture.running(objects) { fixture in
      try await fixture.waitForReadyPods(13)
      try await fixture.eventually("all reports") {
        await fixture.pods.allSatisfy { $0.phase == "Running" }
      }
      guard fixture.playground.endpoints.plan.block == 0 else { return }
      let live = await fixture.pods.map(Self.facts)
      #expect(live == offline.inventory.sortedPods.map(Self.facts))
      let services = await fixture.list(.service).map { Service($0) }
      #expect(
        services.map(\.clusterIP) == offline.inventory.sortedServices.map(\.clusterIP))
      #expect(
        services.map(\.loadBalancerAddresses)
          == offline.inventory.sortedServices.map(\.loadBalancerAddresses))
    }
  }

  @Test func `a refused object is reported and everything else is loaded`() async {
    var broken = Manifest.service("broken", ports: [])
    broken["spec"]["type"] = "NodePort"
    let offline = await Playground.offline(manifests: [
      broken, ["apiVersion": "v1", "kind": "Servce", "metadata": ["name": "typo"]],
      Manifest.service("fine"), Manifest.service("fine"),
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": "settings", "namespace": "elsewhere"],
      ],
    ]) { 0 }
    #expect(offline.refusals.map(\.index) == [0, 1, 3])
    #expect(offline.refusals.map(\.object.description).first == "service/default/broken")
    #expect(offline.inventory.service(NamespacedName("default", "fine")) != nil)
    #expect(offline.inventory.namespace("elsewhere") != nil)
  }

  @Test func `a Service that was read out of another cluster gets an address of this one`() async {
    var exported = Manifest.service("web")
    exported["spec"]["clusterIP"] = "10.96.12.13"
    exported["spec"]["clusterIPs"] = ["10.96.12.13"]
    exported["metadata"]["resourceVersion"] = "12345"
    exported["metadata"]["uid"] = "11111111-2222-3333-4444-555555555555"
    let offline = await Playground.offline(manifests: [exported]) { 0 }
    #expect(offline.refusals.isEmpty)
    let service = offline.inventory.service(NamespacedName("default", "web"))
    #expect(service?.clusterIP.hasPrefix("127.128.") == true)
  }

  @Test func `objects load beside the definition of their kind, in whatever order`() async {
    let definition: JSONValue = [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": "widgets.example.com"],
      "spec": [
        "group": "example.com", "scope": "Namespaced",
        "names": ["kind": "Widget", "plural": "widgets", "singular": "widget"],
        "versions": [
          [
            "name": "v1", "served": true, "storage": true,
            "schema": ["openAPIV3Schema": ["type": "object"]],
          ]
        ],
      ],
    ]
    let widget: JSONValue = [
      "apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "one"],
    ]
    for manifests in [[definition, widget], [widget, definition]] {
      let offline = await Playground.offline(manifests: manifests) { 0 }
      #expect(offline.refusals.isEmpty)
    }
    let alone = await Playground.offline(
      manifests: [
        definition, ["apiVersion": "example.com/v1", "kind": "Gadget", "metadata": ["name": "x"]],
      ]
    ) { 0 }
    #expect(alone.refusals.map(\.index) == [1])
  }

  @Test func `the older Ingress versions load, and unknown custom resources are kept`() async {
    let offline = await Playground.offline(manifests: [
      [
        "apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": ["name": "osones"],
        "spec": [
          "rules": [
            [
              "host": "blog.osones.com",
              "http": [
                "paths": [
                  [
                    "path": "/",
                    "backend": ["serviceName": "osones-nodeport", "servicePort": 80],
                  ]
                ]
              ],
            ]
          ]
        ],
      ],
      [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": ["name": "web"], "spec": ["hostnames": ["web.example"]],
      ],
    ]) { 0 }
    #expect(offline.refusals.isEmpty)
    let inventory = offline.inventory
    #expect(inventory.objects("Ingress").first?.object["apiVersion"] == "networking.k8s.io/v1")
    #expect(inventory.objects("HTTPRoute").count == 1)
  }

  @Test func `two playgrounds run side by side in different blocks`() async throws {
    try await PodFixture.running([Manifest.pod("web")]) { first in
      try await PodFixture.running([Manifest.pod("web")]) { second in
        #expect(first.playground.endpoints.plan != second.playground.endpoints.plan)
        try await first.waitForReadyPods(1)
        try await second.waitForReadyPods(1)
      }
    }
  }

  @Test func `two hundred pods are ready soon, and everything is given back at the end`()
    async throws
  {
    let objects = (0..<20).map { index in
      Manifest.workload("Deployment", "app-\(index)", replicas: 10, labels: ["app": "a\(index)"])
    }
    try await PodFixture.running(objects) { fixture in
      try await fixture.eventually(within: 20, "200 ready pods") {
        await fixture.pods.filter(\.isReady).count == 200
      }
    }
    try await PodFixture.running([]) { fixture in
      #expect(await fixture.pods.isEmpty)
    }
  }
}
