package import Topology

/// Turns objects between the version that is stored and the versions that are served.
package enum Conversion {
  /// A stored object in a served version.
  package static func served(_ object: JSONValue, as kind: ResourceKind) -> JSONValue {
    guard object["apiVersion"].string != kind.apiVersion else { return object }
    var result = object
    result["apiVersion"] = .string(kind.apiVersion)
    guard kind.kind == "Ingress", kind.version == "v1beta1" else { return result }
    var spec = result["spec"]
    spec["backend"] = older(spec["defaultBackend"])
    spec["defaultBackend"] = .null
    result["spec"] = withPaths(spec, mapping: older)
    return result
  }

  /// An object of a served version as it is stored.
  package static func stored(_ object: JSONValue, from kind: ResourceKind) -> JSONValue {
    guard kind.kind == "Ingress", kind.version == "v1beta1" else { return object }
    var result = object
    result["apiVersion"] = "networking.k8s.io/v1"
    var spec = result["spec"]
    spec["defaultBackend"] = newer(spec["backend"])
    spec["backend"] = .null
    result["spec"] = withPaths(spec) { backend in newer(backend) }
    return result
  }

  /// Maps the backends below `spec.rules`; a path without type gets the older versions' default.
  private static func withPaths(
    _ spec: JSONValue, mapping: (JSONValue) -> JSONValue
  ) -> JSONValue {
    guard case .array(let rules) = spec["rules"] else { return spec }
    var result = spec
    result["rules"] = .array(
      rules.map { rule in
        guard case .array(let paths) = rule["http"]["paths"] else { return rule }
        var rule = rule
        rule["http"]["paths"] = .array(
          paths.map { path in
            var path = path
            path["backend"] = mapping(path["backend"])
            if path["pathType"].isNull { path["pathType"] = "ImplementationSpecific" }
            return path
          })
        return rule
      })
    return result
  }

  /// `service {name, port}` as `serviceName` and `servicePort`.
  private static func older(_ backend: JSONValue) -> JSONValue {
    guard case .object(let service) = backend["service"] else { return backend }
    let port = service["port"] ?? .null
    return [
      "serviceName": service["name"] ?? .null,
      "servicePort": port["name"].isNull ? port["number"] : port["name"],
    ]
  }

  /// `serviceName` and `servicePort` as `service {name, port}`.
  private static func newer(_ backend: JSONValue) -> JSONValue {
    guard backend.isObject, backend["resource"].isNull, backend["service"].isNull else {
      return backend
    }
    let port = backend["servicePort"]
    var service: JSONValue = .object([:])
    service["name"] = backend["serviceName"]
    switch port {
    case .string(let text):
      service["port"] = Int64(text).map { ["number": .integer($0)] } ?? ["name": port]
    case .null: break
    default: service["port"] = ["number": port]
    }
    return ["service": service]
  }
}
