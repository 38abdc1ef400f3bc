import Playground
import Testing
import Topology

@Suite struct APIAdmissionTests {
  private let store = ObjectStore(ObjectStore.Configuration(clock: { 1_800_000_000 }))

  private func service(_ name: String, _ spec: JSONValue) -> JSONValue {
    ["metadata": ["name": .string(name)], "spec": spec]
  }

  private func refusal(_ kind: ResourceKind, _ object: JSONValue) async -> StatusError? {
    do {
      _ = try await store.create(object, kind)
      return nil
    } catch { return error }
  }

  private func deployment(_ name: String, labels: JSONValue = ["app": "web"]) -> JSONValue {
    [
      "metadata": ["name": .string(name)],
      "spec": [
        "selector": ["matchLabels": ["app": "web"]],
        "template": [
          "metadata": ["labels": labels],
          "spec": ["containers": [["name": "web", "image": "nginx:1"]]],
        ],
      ],
    ]
  }

  @Test func `a Service gets its defaults, an address and a node port`() async throws {
    let object = try await store.create(
      service("web", ["type": "NodePort", "ports": [["port": 80]]]), .service)
    let spec = object["spec"]
    #expect(spec["sessionAffinity"] == "None")
    #expect(spec["externalTrafficPolicy"] == "Cluster")
    #expect(spec["ports"].array[0]["targetPort"] == 80)
    #expect(spec["ports"].array[0]["protocol"] == "TCP")
    #expect(spec["clusterIP"].string?.hasPrefix("127.128.") == true)
    #expect(spec["clusterIPs"].array == [spec["clusterIP"]])
    #expect((30_000...32_767).contains(spec["ports"].array[0]["nodePort"].integer ?? 0))
    let other = ObjectStore(ObjectStore.Configuration(clock: { 0 }))
    let same = try await other.create(
      service("web", ["type": "NodePort", "ports": [["port": 80]]]), .service)
    #expect(same["spec"] == spec)
  }

  @Test func `a Service without ports is refused in the API's words`() async {
    let error = await refusal(.service, service("web", ["selector": ["app": "web"]]))
    #expect(error?.message == "Service \"web\" is invalid: spec.ports: Required value")
    #expect(error?.code == 422)
    #expect(error?.reason == "Invalid")
    #expect(
      error?.causes == [
        .init(reason: "FieldValueRequired", field: "spec.ports", message: "Required value")
      ])
  }

  @Test(
    arguments: [
      (["ports": [["port": 80], ["port": 81]]], "spec.ports[0].name: Required value"),
      (
        ["ports": [["port": 0]]],
        "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535"
      ),
      (
        ["type": "Odd", "ports": [["port": 80]]],
        #"spec.type: Unsupported value: "Odd": supported values: "ClusterIP", "ExternalName""#
      ),
      (["type": "ExternalName"], "spec.externalName: Required value"),
      (
        ["clusterIP": "10.96.0.1", "ports": [["port": 80]]],
        "the provided IP (10.96.0.1) is not in the valid range. The range of valid IPs is 127.128.0.0/16"
      ),
      (
        ["ports": [["port": 80, "nodePort": 30_080]]],
        "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"
      ),
      (
        ["ports": [["port": 80, "name": "a"], ["port": 81, "name": "a"]]],
        #"spec.ports[1].name: Duplicate value: "a""#
      ),
      (["ports": [["port": 80]], "selector": ["a": "-"]], "spec.selector: Invalid value"),
    ] as [(JSONValue, String)])
  func `wrong Services are refused`(_ spec: JSONValue, _ message: String) async {
    let error = await refusal(.service, service("web", spec))
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "accepted")")
  }

  @Test func `a node port is given once and free again after the deletion`() async throws {
    let spec: JSONValue = ["type": "NodePort", "ports": [["port": 80, "nodePort": 30_080]]]
    _ = try await store.create(service("a", spec), .service)
    let error = await refusal(.service, service("b", spec))
    #expect(
      error?.message == "Service \"b\" is invalid: spec.ports[0].nodePort: Invalid value: 30080: "
        + "provided port is already allocated")
    _ = try await store.delete(.service, NamespacedName("default", "a"))
    #expect(await refusal(.service, service("b", spec)) == nil)
  }

  @Test func `a change of type gives and takes ports and addresses`() async throws {
    let name = NamespacedName("default", "web")
    let first = try await store.create(service("web", ["ports": [["port": 80]]]), .service)
    let port = try await store.patch(.service, name, .merge(["spec": ["type": "NodePort"]]))
    #expect(port["spec"]["clusterIP"] == first["spec"]["clusterIP"])
    #expect(port["spec"]["ports"].array[0]["nodePort"].integer != nil)
    let back = try await store.patch(.service, name, .merge(["spec": ["type": "ClusterIP"]]))
    #expect(back["spec"] == first["spec"])
    let external = try await store.patch(
      .service, name, .merge(["spec": ["type": "ExternalName", "externalName": "a.example"]]))
    #expect(external["spec"]["clusterIP"] == .null)
    let reborn = try await store.patch(.service, name, .merge(["spec": ["type": "ClusterIP"]]))
    #expect(reborn["spec"]["clusterIP"] == first["spec"]["clusterIP"])
  }

  @Test func `a dry run stores nothing and keeps no address`() async throws {
    let dry = try await store.create(
      service("web", ["ports": [["port": 80]]]), .service, isDryRun: true)
    #expect(await store.get(.service, "default", "web") == nil)
    let real = try await store.create(service("web", ["ports": [["port": 80]]]), .service)
    #expect(dry["spec"] == real["spec"])
    let name = NamespacedName("default", "web")
    _ = try await store.patch(
      .service, name, .merge(["spec": ["type": "NodePort"]]), isDryRun: true)
    #expect(await store.get(.service, name) == real)
  }

  @Test func `a Deployment is defaulted and its selector must match and stay`() async throws {
    let object = try await store.create(deployment("web"), .deployment)
    #expect(object["spec"]["replicas"] == 1)
    #expect(object["spec"]["strategy"]["rollingUpdate"]["maxSurge"] == "25%")
    #expect(object["metadata"]["generation"] == 1)
    #expect(
      object[["spec", "template", "spec"]]["containers"].array[0]["imagePullPolicy"]
        == "IfNotPresent")
    let error = await refusal(.deployment, deployment("other", labels: ["app": "x"]))
    #expect(
      error?.message == "Deployment.apps \"other\" is invalid: spec.template.metadata.labels: "
        + "Invalid value: {\"app\":\"x\"}: `selector` does not match template `labels`")
    var changed = object
    changed["spec"]["replicas"] = 3
    let scaled = try await store.update(changed, .deployment)
    #expect(scaled["metadata"]["generation"] == 2)
    changed = scaled
    changed["spec"]["selector"]["matchLabels"] = ["app": "web", "tier": "x"]
    changed[["spec", "template", "metadata", "labels"]] = ["app": "web", "tier": "x"]
    let immutable = await #expect(throws: StatusError.self) {
      try await store.update(changed, .deployment)
    }
    #expect(immutable?.message.contains("field is immutable") == true)
  }

  @Test func `the status is written apart`() async throws {
    let object = try await store.create(deployment("web"), .deployment)
    var changed = object
    changed["status"] = ["readyReplicas": 3]
    changed["spec"]["replicas"] = 5
    let main = try await store.update(changed, .deployment)
    #expect(main["status"] == .object([:]))
    #expect(main["spec"]["replicas"] == 5)
    changed = main
    changed["status"] = ["readyReplicas": 3]
    changed["spec"]["replicas"] = 9
    let status = try await store.update(changed, .deployment, .status)
    #expect(status["status"]["readyReplicas"] == 3)
    #expect(status["spec"]["replicas"] == 5)
    #expect(status["metadata"]["generation"] == 2)
  }

  @Test func `an old Ingress is stored as the newest and comes back as it was`() async throws {
    let kind = ResourceKind(
      group: "extensions", version: "v1beta1", kind: "Ingress", plural: "ingresses")
    let old: JSONValue = [
      "apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": ["name": "osones"],
      "spec": [
        "backend": ["serviceName": "rest", "servicePort": "http"],
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
        ],
      ],
    ]
    let stored = try await store.create(Conversion.stored(old, from: kind), kind)
    #expect(stored["apiVersion"] == "networking.k8s.io/v1")
    #expect(stored["spec"]["defaultBackend"]["service"]["port"] == ["name": "http"])
    let path = stored["spec"]["rules"].array[0]["http"]["paths"].array[0]
    #expect(path["pathType"] == "ImplementationSpecific")
    #expect(path["backend"]["service"] == ["name": "osones-nodeport", "port": ["number": 80]])
    var back = Conversion.served(stored, as: kind)["spec"]
    #expect(back["rules"].array[0]["http"]["paths"].array[0]["pathType"].string != nil)
    back["rules"] = old["spec"]["rules"]
    #expect(back == old["spec"])
  }

  @Test func `a custom kind is served while its definition exists`() async throws {
    let definition: JSONValue = [
      "metadata": ["name": "widgets.example.com"],
      "spec": [
        "group": "example.com", "scope": "Namespaced",
        "names": ["kind": "Widget", "plural": "widgets"],
        "versions": [["name": "v1", "served": true, "storage": true]],
      ],
    ]
    let widget = ResourceKind(
      group: "example.com", version: "v1", kind: "Widget", plural: "widgets")
    let object: JSONValue = ["metadata": ["name": "w"], "anything": ["goes": true]]
    #expect(await refusal(widget, object)?.code == 404)
    _ = try await store.create(definition, .customResourceDefinition)
    let stored = try await store.create(object, widget)
    #expect(stored["anything"]["goes"] == true)
    _ = try await store.delete(
      .customResourceDefinition, NamespacedName("", "widgets.example.com"))
    #expect(await store.list(widget).isEmpty)
    #expect(await refusal(widget, object)?.code == 404)
  }

  @Test func `names follow the rules of their kinds`() async {
    let bad = await refusal(.service, service("1web", ["ports": [["port": 80]]]))
    #expect(bad?.message.contains("a DNS-1035 label must consist of") == true)
    let upper = await refusal(.configMap, ["metadata": ["name": "Web"]])
    #expect(upper?.message.contains("a lowercase RFC 1123 subdomain must consist of") == true)
    let missing = await refusal(
      .configMap, ["metadata": ["name": "web", "namespace": "nowhere"]])
    #expect(missing?.message == "namespaces \"nowhere\" not found")
    let twice = await refusal(.namespace, ["metadata": ["name": "default"]])
    #expect(twice?.message == "namespaces \"default\" already exists")
  }

  @Test(
    arguments: [
      (
        ["spec", "replicas"], "2",
        "string into Go struct field DeploymentSpec.spec.replicas of type int32"
      ),
      (
        ["metadata", "labels"], ["app": 1],
        "number into Go struct field ObjectMeta.metadata.labels of type string"
      ),
      (
        ["spec", "template", "spec", "containers"],
        [["name": "c", "env": [["name": "A", "value": 1]]]],
        "number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string"
      ),
      (["spec"], "text", "string into Go struct field Deployment.spec of type DeploymentSpec"),
    ] as [([String], JSONValue, String)])
  func `a value of a wrong type is a bad request`(
    _ path: [String], _ value: JSONValue, _ message: String
  ) async {
    var object = deployment("web")
    object[path] = value
    let error = await refusal(.deployment, object)
    #expect(error?.code == 400)
    #expect(
      error?.message.hasSuffix("json: cannot unmarshal \(message)") == true,
      "\(error?.message ?? "-")")
  }

  @Test func `fields that the kind does not have are named with their paths`() {
    var object = deployment("web")
    object["spec"]["replicaz"] = 2
    object[["spec", "template", "spec", "containers"]] = [["name": "c", "prots": []]]
    #expect(
      FieldCheck(object, .deployment).unknown == [
        "spec.replicaz", "spec.template.spec.containers[0].prots",
      ])
    let custom = ResourceKind(
      group: "example.com", version: "v1", kind: "Deployment", plural: "deployments")
    #expect(FieldCheck(object, custom).unknown.isEmpty)
  }

  @Test func `nulls are as if they were not there`() async throws {
    var object = service("web", ["ports": [["port": 80, "name": .null]]])
    object["metadata"] = .object(["name": "web", "labels": .null, "creationTimestamp": .null])
    let stored = try await store.create(object, .service)
    #expect(stored["metadata"].object["labels"] == nil)
    #expect(!stored.text.contains("null"))
  }

  @Test func `a Secret for TLS needs both of its parts and hides them in refusals`() async throws {
    var secret: JSONValue = [
      "metadata": ["name": "tls"], "type": "kubernetes.io/tls", "data": ["tls.crt": "Yg=="],
    ]
    #expect(
      await refusal(.secret, secret)?.message
        == "Secret \"tls\" is invalid: data[tls.key]: Required value")
    secret["data"]["tls.key"] = "not base64 %%"
    let error = await refusal(.secret, secret)
    #expect(error?.message.contains("illegal base64 data") == true)
    #expect(error?.message.contains("%%") == false)
    secret["stringData"] = ["tls.key": "b"]
    let stored = try await store.create(secret, .secret)
    #expect(stored["data"]["tls.key"] == "Yg==")
    #expect(stored["stringData"] == .null)
  }

  @Test(
    arguments: [
      (["rules": []], "either `defaultBackend` or `rules` must be specified"),
      (["rules": [["host": "1.2.3.4"]]], "must be a DNS name, not an IP address"),
      (["rules": [["host": "a.*.b"]]], "a wildcard DNS-1123 subdomain must start with '*.'"),
      (
        ["rules": [["http": ["paths": [["path": "/", "backend": ["service": ["name": "a"]]]]]]]],
        "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"
      ),
      (
        ["rules": [["http": ["paths": [["path": "x", "pathType": "Exact"]]]]]],
        #"spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path"#
      ),
      (
        ["defaultBackend": ["service": ["name": "a"]]],
        "spec.defaultBackend: Required value: port name or number is required"
      ),
    ] as [(JSONValue, String)])
  func `wrong Ingresses are refused`(_ spec: JSONValue, _ message: String) async {
    let error = await refusal(.ingress, service("web", spec))
    #expect(error?.code == 422)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "accepted")")
  }

  @Test func `an Ingress without class gets the default class`() async throws {
    _ = try await store.create(
      [
        "metadata": [
          "name": "nginx",
          "annotations": ["ingressclass.kubernetes.io/is-default-class": "true"],
        ], "spec": ["controller": "k8s.io/ingress-nginx"],
      ], .ingressClass)
    let backend: JSONValue = [
      "defaultBackend": ["service": ["name": "a", "port": ["number": 80]]]
    ]
    let stored = try await store.create(service("web", backend), .ingress)
    #expect(stored["spec"]["ingressClassName"] == "nginx")
    var annotated = service("old", backend)
    annotated["metadata"]["annotations"] = ["kubernetes.io/ingress.class": "other"]
    #expect(
      try await store.create(annotated, .ingress)["spec"]["ingressClassName"] == .null)
  }
}
