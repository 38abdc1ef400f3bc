import TestSupport
import Topology

/// Objects of the Gateway API in a few lines; specifications are written as JSON.
extension SmallCluster {
  /// Adds an object of the Gateway API; `status` and `metadata` add to what it has.
  mutating func gatewayObject(
    _ kind: String, _ namespace: String, _ name: String, _ spec: String, status: String = "{}",
    metadata: String = "{}", version: String = "v1"
  ) {
    var object: JSONValue = [
      "apiVersion": .string("gateway.networking.k8s.io/\(version)"), "kind": .string(kind),
      "metadata": Self.json(metadata), "spec": Self.json(spec), "status": Self.json(status),
    ]
    object["metadata"]["name"] = .string(name)
    if !namespace.isEmpty { object["metadata"]["namespace"] = .string(namespace) }
    add(
      ResourceKind(
        group: "gateway.networking.k8s.io", version: version, kind: kind,
        plural: "\(kind.lowercased())s", isNamespaced: !namespace.isEmpty), object)
  }

  /// What cannot be read is a text, so that a test with a slip in it fails.
  private static func json(_ text: String) -> JSONValue {
    (try? JSONValue(parsing: Array(text.utf8))) ?? .string(text)
  }

  /// Adds the GatewayClass `edge`, accepted by its controller or in some other state.
  mutating func gatewayClass(
    _ name: String = "edge", accepted: String = "True", reason: String = "Accepted"
  ) {
    gatewayObject(
      "GatewayClass", "", name, #"{"controllerName":"example.com/controller"}"#,
      status: Self.conditions([("Accepted", accepted, reason)]))
  }

  /// Adds a Gateway of class `edge` in namespace `shop`; without listeners it has one for HTTP.
  mutating func gateway(
    _ name: String = "edge", listeners: String = #"{"name":"http","port":80,"protocol":"HTTP"}"#,
    more: String = "", status: String = "{}", metadata: String = "{}"
  ) {
    gatewayObject(
      "Gateway", "shop", name, #"{"gatewayClassName":"edge","listeners":[\#(listeners)]\#(more)}"#,
      status: status, metadata: metadata)
  }

  /// Adds the class `edge`, the Gateway `edge` with this listener, and the Service `web` with a pod.
  mutating func edge(listener: String? = nil) {
    gatewayClass()
    if let listener { gateway(listeners: listener) } else { gateway() }
    webPod()
  }

  /// Adds the Service `web` with a pod behind it.
  mutating func webPod() {
    service("web", selector: ["app": "web"])
    pods("web", 1, labels: ["app": "web"])
  }

  /// Adds an HTTPRoute in namespace `shop` of the Gateway `edge`.
  mutating func httpRoute(
    _ name: String = "web", parent: String = #"{"name":"edge"}"#,
    rules: String = #"{"backendRefs":[{"name":"web","port":80}]}"#, more: String = "",
    namespace: String = "shop", status: String = "{}", metadata: String = "{}"
  ) {
    gatewayObject(
      "HTTPRoute", namespace, name, #"{"parentRefs":[\#(parent)],"rules":[\#(rules)]\#(more)}"#,
      status: status, metadata: metadata)
  }

  /// Adds the Namespace with these labels.
  mutating func namespace(_ name: String, labels: [String: String]) {
    add(.namespace(Metadata(name: name, labels: labels)))
  }

  /// Adds a ReferenceGrant of namespace `shop`.
  mutating func grant(
    _ name: String = "grant", from: String = "HTTPRoute", of namespace: String = "other",
    to kind: String = "Service", named target: String? = nil
  ) {
    let name2 = target.map { #","name":"\#($0)""# } ?? ""
    gatewayObject(
      "ReferenceGrant", "shop", name,
      #"""
      {"from":[{"group":"gateway.networking.k8s.io","kind":"\#(from)","namespace":"\#(namespace)"}],
       "to":[{"group":"","kind":"\#(kind)"\#(name2)}]}
      """#, version: "v1beta1")
  }

  /// A status with these conditions: type, status and reason.
  static func conditions(_ list: [(String, String, String)]) -> String {
    #"{"conditions":\#(conditionList(list))}"#
  }

  /// A list of conditions of generation 2.
  static func conditionList(_ list: [(String, String, String)]) -> String {
    "["
      + list.map { type, status, reason in
        #"{"type":"\#(type)","status":"\#(status)","reason":"\#(reason)","message":"as told.","observedGeneration":2}"#
      }.joined(separator: ",") + "]"
  }

  /// The status of the listener `http`.
  static func listenerStatus(_ list: [(String, String, String)], attached: Int = 1) -> String {
    #"{"listeners":[{"name":"http","attachedRoutes":\#(attached),"conditions":\#(conditionList(list))}]}"#
  }

  /// The status of a route at the Gateway `edge`.
  static func parentStatus(_ list: [(String, String, String)]) -> String {
    #"{"parents":[{"parentRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"edge"},"controllerName":"example.com/controller","conditions":\#(conditionList(list))}]}"#
  }
}
