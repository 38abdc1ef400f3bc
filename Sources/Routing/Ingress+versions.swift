package import Topology

/// The three versions in which an Ingress is written, converted as the API server does.
///
/// The inventory keeps `networking.k8s.io/v1` only. Readers of manifests convert on the way in; the
/// playground's API server converts both ways.
package enum IngressVersions {
  /// The version that everything inside the program reads.
  package static let current = ResourceKind.ingress.apiVersion
  /// Versions that servers stopped serving with Kubernetes 1.22.
  package static let deprecated = ["extensions/v1beta1", "networking.k8s.io/v1beta1"]
  /// Remembers in which deprecated version a manifest was written.
  package static let writtenVersionAnnotation = "sluice/written-version"

  /// Whether this is an Ingress or IngressClass in a version other than `networking.k8s.io/v1`.
  package static func isDeprecated(_ object: JSONValue) -> Bool {
    let kind = object["kind"].string
    return (kind == "Ingress" || kind == "IngressClass")
      && deprecated.contains(object["apiVersion"].string ?? "")
  }

  /// An object in the shape of `networking.k8s.io/v1`; every other object as it is.
  ///
  /// With `recording`, an annotation keeps the version that was written, for the fault
  /// `ingress-api-deprecated`.
  package static func toCurrent(_ object: JSONValue, recording: Bool = false) -> JSONValue {
    guard isDeprecated(object), let written = object["apiVersion"].string else { return object }
    var converted = object
    converted["apiVersion"] = .string(current)
    if recording {
      converted[["metadata", "annotations", writtenVersionAnnotation]] = .string(written)
    }
    guard object["kind"].string == "Ingress" else { return converted }
    var spec = object["spec"]
    if spec["backend"].isObject {
      spec["defaultBackend"] = currentBackend(spec["backend"])
      spec["backend"] = .null
    }
    convertPaths(in: &spec) { path in
      if path["pathType"].isNull { path["pathType"] = "ImplementationSpecific" }
      path["backend"] = currentBackend(path["backend"])
    }
    converted["spec"] = spec
    return converted
  }

  /// An object of `networking.k8s.io/v1` in the shape of a deprecated version.
  package static func toDeprecated(_ object: JSONValue, version: String) -> JSONValue {
    let kind = object["kind"].string
    guard deprecated.contains(version), object["apiVersion"].string == current,
      kind == "Ingress" || kind == "IngressClass"
    else { return object }
    var converted = object
    converted["apiVersion"] = .string(version)
    guard kind == "Ingress" else { return converted }
    var spec = object["spec"]
    if spec["defaultBackend"].isObject {
      spec["backend"] = deprecatedBackend(spec["defaultBackend"])
      spec["defaultBackend"] = .null
    }
    convertPaths(in: &spec) { $0["backend"] = deprecatedBackend($0["backend"]) }
    converted["spec"] = spec
    return converted
  }

  private static func convertPaths(in spec: inout JSONValue, _ convert: (inout JSONValue) -> Void) {
    guard !spec["rules"].array.isEmpty else { return }
    spec["rules"] = .array(
      spec["rules"].array.map { rule in
        guard !rule["http"]["paths"].array.isEmpty else { return rule }
        var converted = rule
        converted[["http", "paths"]] = .array(
          rule["http"]["paths"].array.map { path in
            var path = path
            convert(&path)
            return path
          })
        return converted
      })
  }

  private static func currentBackend(_ backend: JSONValue) -> JSONValue {
    guard backend.isObject else { return backend }
    var converted = backend
    converted["serviceName"] = .null
    converted["servicePort"] = .null
    if !backend["serviceName"].isNull || !backend["servicePort"].isNull {
      let port: JSONValue =
        switch PortReference(backend["servicePort"]) {
        case .number(let number)?: ["number": .integer(Int64(number))]
        case .name(let name)?: ["name": .string(name)]
        case nil: .null
        }
      converted["service"] = ["name": backend["serviceName"], "port": port]
    }
    return converted
  }

  private static func deprecatedBackend(_ backend: JSONValue) -> JSONValue {
    guard backend["service"].isObject else { return backend }
    var converted = backend
    converted["service"] = .null
    converted["serviceName"] = backend["service"]["name"]
    let port = backend["service"]["port"]
    converted["servicePort"] = port["name"].isNull ? port["number"] : port["name"]
    return converted
  }
}
