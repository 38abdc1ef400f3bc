import Kubernetes
import Topology

/// Manifests: YAML, what it becomes, and what is said of it.
struct ManifestTarget: FuzzTarget {
  let name = "manifest"

  let corpus = [
    """
    apiVersion: v1
    kind: Service
    metadata:
      name: pay
      labels: {app: pay, "tier": 'back'}
    spec:
      selector: &sel
        app: pay
      ports:
      - name: http
        port: 80
        targetPort: http
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: pay, namespace: shop}
    spec:
      replicas: 2
      selector: {matchLabels: *sel}
      template:
        metadata: {labels: {<<: *sel, v: "1"}}
        spec:
          containers:
          - name: pay
            ports: [{containerPort: 8080, name: http}]
            args: [--listen, 0o17, 0x1F, 1_000, .5, 1e3, yes, ~]
    """,
    """
    # A comment
    %YAML 1.1
    ---
    apiVersion: networking.k8s.io/v1beta1
    kind: Ingress
    metadata:
      name: web
      annotations:
        note: |
          ---
          a block
        folded: >-
          b
          c
    spec:
      backend: {serviceName: web, servicePort: 80}
      rules:
      - host: "*.example.com"
        http: {paths: [{path: /, backend: {serviceName: web, servicePort: http}}]}
    ...
    """,
    """
    {"apiVersion": "v1", "kind": "List", "items": [
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"a": "\\u00e9"}},
       "spec": {"containers": [{"name": "c", "ports": [{"containerPort": 1}]}]}}]}
    """,
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: things.example.com}
    spec:
      group: example.com
      scope: Cluster
      names: {kind: Thing, plural: things}
      versions: [{name: v1}]
    ---
    apiVersion: example.com/v1
    kind: Thing
    metadata: {name: one}
    spec: {a: &a [x, x], b: &b [*a, *a], c: [*b, *b], d: {? {k: v} : w, ? e : f}}
    """,
    """
    apiVersion: v1
    kind: ServiceList
    items:
    - metadata: {name: a}
      spec: {type: ExternalName, externalName: b.default.svc.cluster.local}
    - metadata: {name: b}
      spec: {clusterIP: None, ports: [{port: 65535, protocol: UDP}]}
    """,
  ]

  let words = [
    "---\n", "...\n", "- ", ": ", "? ", "&a ", "*a", "<<: *a\n", "[*a, *a]", "{", "}", "[", "]",
    "|\n",
    ">-\n", "!!str ", "!!binary ", "\"", "'", "#", "\t", "apiVersion: v1\n", "kind: Service\n",
    "kind: List\nitems:\n", "metadata: {name: x}\n", "spec:\n", "ports: [{port: 80}]\n", "null",
    "~",
    "yes", "0o7", "0b1", "+1", "-", "1_0", "{{ .Values.x }}", "\\x41", "\\u0000", "\\ud800",
  ]

  func check(_ input: [UInt8]) throws {
    let reader = ManifestReader(limit: 1 << 20, standardInput: { input })
    let set = reader.read(["-"])
    let lines = input.count { $0 == 10 || $0 == 13 } + input.count + 2
    for problem in set.problems {
      let text = problem.description
      try Violation.unless(
        text == text.cleaned, "a problem is not cleaned: \(text.debugDescription)")
      try Violation.unless(!text.contains("\n"), "a problem has several lines")
      try Violation.unless((1...lines).contains(problem.line ?? 1), "no line \(problem.line ?? 0)")
    }
    var seen: Set<String> = []
    for manifest in set.manifests {
      try Violation.unless(!manifest.name.name.isEmpty, "an object without a name")
      try Violation.unless(
        (1...lines).contains(manifest.line(of: "spec.ports[0].port")), "a line of no file")
      let key = "\(manifest.kind.group)/\(manifest.reference)"
      try Violation.unless(seen.insert(key).inserted, "\(key) stands twice")
      // What is kept must be readable as JSON, and as the resource that it is.
      let again = try JSONValue(parsing: manifest.object.text)
      try Violation.unless(again == manifest.object, "JSON does not keep \(key)")
      let resource = Resource(manifest.object, kind: manifest.kind)
      try Violation.unless(resource.metadata.name == manifest.name.name, "another name")
    }
    let isSilent = set.manifests.isEmpty && set.problems.isEmpty
    try Violation.unless(!isSilent, "nothing is read and nothing is said")
  }
}
