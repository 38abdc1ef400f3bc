import Topology

/// What leads into the cluster, and what keeps connections out.
extension GeneratedCluster {
  /// A controller of Ingresses and its class.
  var controller: [Resource] {
    let labels = [
      "app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller",
    ]
    let name = "ingress-nginx-controller"
    let metadata = Metadata(
      name: name, namespace: "ingress-nginx", uid: "controller", labels: labels,
      creationTimestamp: "2026-01-01T00:00:00Z")
    var pod = Metadata(name: name + "-0", namespace: "ingress-nginx", uid: "pod", labels: labels)
    pod.owner = Metadata.Owner(kind: "Deployment", name: name, uid: "controller")
    let ports = [Pod.ContainerPort(name: "http", number: 80)]
    return [
      .namespace(Metadata(name: "ingress-nginx")), .namespace(Metadata(name: "kube-system")),
      .workload(
        Workload(
          metadata: metadata, kind: .deployment, readyReplicas: 1, updatedReplicas: 1,
          selector: LabelSelector(labels: labels), templateLabels: labels)),
      .pod(
        Pod(
          metadata: pod, addresses: ["10.127.0.1"], phase: "Running", isReady: true, ports: ports)),
      .generic(
        GenericResource(
          kind: .ingressClass,
          object: [
            "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
            "metadata": ["name": "nginx"], "spec": ["controller": "k8s.io/ingress-nginx"],
          ])),
    ]
  }

  /// One policy for each namespace: its own pods and the controller may connect.
  var policies: [Resource] {
    (0..<namespaces).map { index in
      .generic(
        GenericResource(
          kind: .networkPolicy,
          object: [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": ["name": "own", "namespace": .string(namespace(ofDeployment: index))],
            "spec": [
              "podSelector": [:], "policyTypes": ["Ingress"],
              "ingress": [
                [
                  "from": [
                    ["podSelector": [:]],
                    [
                      "namespaceSelector": [
                        "matchLabels": ["kubernetes.io/metadata.name": "ingress-nginx"]
                      ]
                    ],
                  ]
                ]
              ],
            ],
          ]))
    }
  }

  /// The Ingress of a Deployment, with a path for each of its Services.
  ///
  /// Some lead to nothing, name no such class, or claim another one's host.
  func ingress(_ index: Int) -> Resource {
    let paths = (0..<Self.servicesOfDeployment).map { shard -> JSONValue in
      let service = service(index * Self.servicesOfDeployment + shard).name
      let isLost = index % 50 == 3 && shard == 0
      return [
        "path": .string("/shard-\(shard)"), "pathType": "Prefix",
        "backend": [
          "service": [
            "name": .string(isLost ? service + "-old" : service), "port": ["name": "http"],
          ]
        ],
      ]
    }
    let host = index % 100 == 17 ? self.host(index - 1) : self.host(index)
    return .generic(
      GenericResource(
        kind: .ingress,
        object: [
          "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
          "metadata": [
            "name": .string(application(index)),
            "namespace": .string(namespace(ofDeployment: index)),
            "uid": .string("ingress-\(index)"), "creationTimestamp": "2026-01-02T03:04:05Z",
            "annotations": ["nginx.ingress.kubernetes.io/proxy-read-timeout": "30"],
          ],
          "spec": [
            "ingressClassName": .string(index % 100 == 31 ? "ngnix" : "nginx"),
            "rules": [["host": .string(host), "http": ["paths": .array(paths)]]],
          ],
          "status": ["loadBalancer": ["ingress": [["ip": "192.0.2.10"]]]],
        ]))
  }
}
